# A step of a plain training loop, as transformers and PyTorch run it on a CPU under bfloat16
# autocast: what autocast casts at each use, a float32 residual stream, attention dropout under a
# mask for each query, dropout masks of their own, AdamW operation by operation.
class PlainLoop(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  bfloat16 : bool
  layers : int
  heads : int
  epsilon : float
  dropout : float
  weights : Dict[str, Tensor]
  trained : List[Tensor]
  mean : List[Tensor]
  square : List[Tensor]

  def open(self: __torch__.PlainLoop, weights: Dict[str, Tensor], trained: List[Tensor]) -> NoneType:
    self.weights = weights
    self.trained = trained
    for weight in trained:
      torch.requires_grad_(weight, True)

  def cast(self: __torch__.PlainLoop, x: Tensor) -> Tensor:
    return x.to(15) if self.bfloat16 else x

  def linear(self: __torch__.PlainLoop, name: str, x: Tensor) -> Tensor:
    weight = self.cast(self.weights[name + ".weight"])
    return torch.linear(self.cast(x), weight, self.cast(self.weights[name + ".bias"]))

  def norm(self: __torch__.PlainLoop, name: str, x: Tensor) -> Tensor:
    weight = self.weights[name + ".weight"]
    return torch.layer_norm(x, [weight.size(0)], weight, self.weights[name + ".bias"], self.epsilon)

  def split(self: __torch__.PlainLoop, x: Tensor) -> Tensor:
    return x.view([x.size(0), x.size(1), self.heads, -1]).transpose(1, 2)

  def residual(self: __torch__.PlainLoop, name: str, x: Tensor, residual: Tensor) -> Tensor:
    x = torch.dropout(self.linear(name + "dense", x), self.dropout, True)
    return self.norm(name + "LayerNorm", x + residual)

  def logits(self: __torch__.PlainLoop, ids: Tensor, mask: Tensor) -> Tensor:
    tokens = ids.size(1)
    name = "bert.embeddings."
    words = torch.embedding(self.weights[name + "word_embeddings.weight"], ids)
    places = self.weights[name + "position_embeddings.weight"][:tokens]
    types = self.weights[name + "token_type_embeddings.weight"][0]
    hidden = torch.dropout(self.norm(name + "LayerNorm", words + types + places), self.dropout, True)
    bias : Optional[Tensor] = None
    if int(mask.min()) == 0:
      lowest = (1 - mask).to(6).mul(-3.0e38).view([ids.size(0), 1, 1, tokens])
      bias = self.cast(lowest.expand([ids.size(0), 1, tokens, tokens]))
    for i in range(self.layers):
      name = "bert.encoder.layer.{}.".format(i)
      q = self.split(self.linear(name + "attention.self.query", hidden))
      k = self.split(self.linear(name + "attention.self.key", hidden))
      v = self.split(self.linear(name + "attention.self.value", hidden))
      context = torch.scaled_dot_product_attention(q, k, v, bias, self.dropout)
      context = context.transpose(1, 2).flatten(2)
      attended = self.residual(name + "attention.output.", context, hidden)
      inner = torch.gelu(self.linear(name + "intermediate.dense", attended))
      hidden = self.residual(name + "output.", inner, attended)
    pooled = torch.tanh(self.linear("bert.pooler.dense", hidden[:, 0]))
    return self.linear("classifier", torch.dropout(pooled, self.dropout, True)).to(6)

  # number counts the steps from 1.
  def step(self: __torch__.PlainLoop, number: Tensor, ids: Tensor, mask: Tensor, targets: Tensor) -> Tensor:
    loss = torch.binary_cross_entropy_with_logits(self.logits(ids, mask), targets)
    found = torch.grad([loss], self.trained, None, None, False, False)
    torch.set_grad_enabled(False)
    gradients = annotate(List[Tensor], [])
    for gradient in found:
      assert gradient is not None
      gradients.append(gradient)
    if int(number) == 1:
      for weight in self.trained:
        self.mean.append(torch.zeros_like(weight))
        self.square.append(torch.zeros_like(weight))
    norm = torch.linalg_vector_norm(torch.stack(torch._foreach_norm(gradients, 2)), 2)
    torch._foreach_mul_(gradients, min(1.0, 1.0 / (float(norm) + 1e-6)))
    rate = 1e-5
    torch._foreach_mul_(self.trained, 1.0 - rate * 0.01)
    torch._foreach_lerp_(self.mean, gradients, 0.1)
    torch._foreach_mul_(self.square, 0.999)
    torch._foreach_addcmul_(self.square, gradients, gradients, 0.001)
    divisors = torch._foreach_sqrt(self.square)
    torch._foreach_div_(divisors, (1.0 - 0.999 ** int(number)) ** 0.5)
    torch._foreach_add_(divisors, 1e-8)
    torch._foreach_addcdiv_(self.trained, self.mean, divisors, -rate / (1.0 - 0.9 ** int(number)))
    torch.set_grad_enabled(True)
    return loss.detach()
