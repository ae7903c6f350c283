# AdamW (Loshchilov and Hutter 2019, arXiv:1711.05101) after clipping by the global norm, then the
# moving average of the weights.
class AdamW(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  beta1 : float
  beta2 : float
  epsilon : float
  weight_decay : float
  max_norm : float
  average_decay : float

  # Weights come group by group: sizes counts those of each group, factors multiplies its learning
  # rate, decays its weight decay. norm is that of all gradients; count is the number of updates so
  # far. average is empty if there is none.
  def update(self: __torch__.AdamW, rate: float, norm: float, gradients: List[Tensor], weights: List[Tensor], mean: List[Tensor], square: List[Tensor], average: List[Tensor], count: Tensor, sizes: List[int], factors: List[float], decays: List[float]) -> NoneType:
    if norm > self.max_norm:
      torch._foreach_mul_(gradients, self.max_norm / (norm + 1e-6))
    torch.add_(count, 1)
    begin = 0
    for i in range(len(sizes)):
      end = begin + sizes[i]
      torch._fused_adamw_(self.part(weights, begin, end), self.part(gradients, begin, end), self.part(mean, begin, end), self.part(square, begin, end), annotate(List[Tensor], []), [count] * sizes[i], lr=rate * factors[i], beta1=self.beta1, beta2=self.beta2, weight_decay=self.weight_decay * decays[i], eps=self.epsilon, amsgrad=False, maximize=False)
      begin = end
    if len(average) > 0:
      # The average of the first steps forgets faster, or it would remember where they began.
      updates = float(count)
      decay = min(self.average_decay, (1.0 + updates) / (10.0 + updates))
      torch._foreach_lerp_(average, weights, 1.0 - decay)

  # TorchScript takes what is written to a slice of a list for unused, and leaves it out.
  def part(self: __torch__.AdamW, whole: List[Tensor], begin: int, end: int) -> List[Tensor]:
    part = annotate(List[Tensor], [])
    for i in range(begin, end):
      part.append(whole[i])
    return part
