# Layers that all architectures share. Every program is a class Model; of its attributes these
# layers read heads, epsilon, hidden_dropout, attention_dropout, noise and training.

# The additive attention mask [batch, 1, 1, tokens]; None where nothing is padded, which is faster.
def attention_bias(mask: Tensor, like: Tensor) -> Optional[Tensor]:
  bias : Optional[Tensor] = None
  if int(mask.min()) == 0:
    bias = (1 - mask).to(like.dtype).mul(-10000.0).view([mask.size(0), 1, 1, mask.size(1)])
  return bias

def layer_norm(model: __torch__.Model, weights: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
  weight = weights[name + ".weight"]
  return torch.layer_norm(x, [weight.size(0)], weight.to(x.dtype), weights[name + ".bias"].to(x.dtype), model.epsilon)

# On a CPU most of the time of torch.dropout goes into drawing its mask, on one thread. Here a
# forward pass draws one mask, somewhat longer than what it is for, and each place reads it from
# another random element on. With attention dropout every place draws its own, as in transformers.
def dropout(model: __torch__.Model, x: Tensor) -> Tensor:
  p = model.hidden_dropout
  if not model.training or p == 0.0:
    return x
  if x.is_cuda or model.attention_dropout > 0.0:
    return torch.dropout(x, p, True)
  n = x.numel()
  if len(model.noise) == 0 or model.noise[0].numel() < n or model.noise[0].dtype != x.dtype:
    drawn = torch.empty([n + n // 4 + 1], dtype=x.dtype)
    model.noise = [torch.div_(torch.bernoulli_(drawn, 1.0 - p), 1.0 - p)]
  noise = model.noise[0]
  begin = int(torch.randint(noise.numel() - n + 1, [1]))
  return x * noise[begin:begin + n].view_as(x)

# From [batch, tokens, heads * size] to [batch, heads, tokens, size].
def split_heads(model: __torch__.Model, x: Tensor) -> Tensor:
  return x.view([x.size(0), x.size(1), model.heads, -1]).transpose(1, 2)

# Attention between split heads, joined again: [batch, tokens, heads * size].
def attend(model: __torch__.Model, q: Tensor, k: Tensor, v: Tensor, bias: Optional[Tensor]) -> Tensor:
  p = model.attention_dropout if model.training else 0.0
  if model.training and q.dtype == 15 and not q.is_cuda:
    return __torch__.attend_in_parts(q, k, v, bias, p).transpose(1, 2).flatten(2)
  return torch.scaled_dot_product_attention(q, k, v, bias, p).transpose(1, 2).flatten(2)

# The same in plain products, for training in bfloat16 on a CPU: there PyTorch's fused kernel and its
# gradient take two to three times as long as these. A part is a few articles, so that its scores
# stay in the cache.
def attend_in_parts(q: Tensor, k: Tensor, v: Tensor, bias: Optional[Tensor], p: float) -> Tensor:
  part = max(1, 4194304 // (q.size(1) * q.size(2) * k.size(2)))
  queries = torch.split(q * q.size(3) ** -0.5, part)
  keys = torch.split(k, part)
  values = torch.split(v, part)
  contexts = annotate(List[Tensor], [])
  biases = annotate(List[Tensor], [])
  if bias is not None:
    biases = torch.split(bias, part)
  for i in range(len(queries)):
    scores = torch.matmul(queries[i], keys[i].transpose(2, 3))
    if len(biases) > 0:
      torch.add_(scores, biases[i])
    weights = torch.dropout(torch.softmax(scores, -1), p, True)
    contexts.append(torch.matmul(weights, values[i]))
  return torch.cat(contexts)
