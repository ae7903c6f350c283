# The steps of training. A step is one call of "gather" for each micro-batch, then one of "update".
class Training(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  model : __torch__.Model
  loss : __torch__.Loss
  optimizer : __torch__.AdamW
  weights : Dict[str, Tensor]
  trained : List[Tensor]
  gradients : List[Tensor]
  batch : List[Tensor]
  number : int
  seed : int
  share : float

  # weights are all that the model reads, trained those of them that change.
  def open(self: __torch__.Training, weights: Dict[str, Tensor], trained: List[Tensor]) -> NoneType:
    self.weights = weights
    self.trained = trained
    for weight in trained:
      torch.requires_grad_(weight, True)

  # Takes what the next call of "gather" computes. It is a call of its own, without gradients: when
  # one with gradients fails, the engine keeps whatever it was called with.
  # Weights of articles are an empty list if all articles of the micro-batch count alike.
  def place(self: __torch__.Training, number: int, seed: int, share: float, ids: Tensor, mask: Tensor, targets: Tensor, positive_weights: Tensor, article_weights: List[Tensor]) -> NoneType:
    self.number = number
    self.seed = seed
    self.share = share
    self.batch = [ids, mask, targets, positive_weights] + article_weights

  # Adds the gradient of a micro-batch, whose loss counts by its share of the step's weight. The
  # micro-batch of number 0 starts a new sum; seed starts the generator that dropout draws from.
  # Returns the loss, counted so.
  def gather(self: __torch__.Training) -> Tensor:
    batch = self.batch
    self.batch = annotate(List[Tensor], [])
    torch.manual_seed(self.seed)
    self.model.noise = annotate(List[Tensor], [])
    logits = self.model.forward(batch[0], batch[1], self.weights)
    if len(batch) > 4:
      mean = self.loss.weighted_mean(logits, batch[2], batch[3], batch[4])
    else:
      mean = self.loss.mean(logits, batch[2], batch[3])
    loss = mean * self.share
    found = torch.grad([loss], self.trained, None, None, False, True)
    gradients = annotate(List[Tensor], [])
    for i in range(len(found)):
      gradient = found[i]
      # A weight that a model does not use, such as XLNet's for segments, has no gradient.
      if gradient is None:
        gradients.append(torch.zeros_like(self.trained[i]))
      else:
        gradients.append(gradient)
    if self.number > 0:
      torch._foreach_add_(gradients, self.gradients)
    self.gradients = gradients
    return loss.detach()

  # Updates the weights, unless the step's loss or gradient is not finite; see AdamW for the rest.
  # Returns the norm of the gradient before clipping.
  def update(self: __torch__.Training, rate: float, loss: float, mean: List[Tensor], square: List[Tensor], average: List[Tensor], count: Tensor, sizes: List[int], factors: List[float], decays: List[float]) -> float:
    norms = torch._foreach_norm(self.gradients, 2)
    norm = float(torch.linalg_vector_norm(torch.stack(norms), 2))
    if loss - loss == 0.0 and norm - norm == 0.0:
      self.optimizer.update(rate, norm, self.gradients, self.trained, mean, square, average, count, sizes, factors, decays)
    self.gradients = annotate(List[Tensor], [])
    return norm

  def copy(self: __torch__.Training, target: Tensor, source: Tensor) -> NoneType:
    torch.copy_(target, source)
