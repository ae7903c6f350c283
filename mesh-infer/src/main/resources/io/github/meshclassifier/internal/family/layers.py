# Layers that all architectures share. Every program is a class Model; of its attributes these
# layers read heads, epsilon, activation, hidden_dropout, attention_dropout, noise and training.

# The sequences of a batch lie in one of two ways, which the argument layout tells. Side by side, short
# ones filled up: ids are [batch, tokens], and layout is a mask of that shape, 1 for a token and 0 for
# padding; so in training and on a GPU. Or end to end, without padding: ids are [1, tokens of all], and
# layout has their lengths, [batch]; so in inference on a CPU, where only attention need know.

# Where sequences that lie end to end begin, and where the last one ends; [0] for the other way.
def bounds(layout: Tensor) -> List[int]:
  ends = [0]
  if layout.dim() == 1:
    for i in range(layout.size(0)):
      ends.append(ends[-1] + int(layout[i]))
  return ends

# The number of each token in its sequence.
def places(ids: Tensor, bounds: List[int]) -> Tensor:
  if len(bounds) == 1:
    return torch.arange(ids.size(1), dtype=4, device=ids.device)
  numbers = annotate(List[Tensor], [])
  for i in range(len(bounds) - 1):
    numbers.append(torch.arange(bounds[i + 1] - bounds[i], dtype=4, device=ids.device))
  return torch.cat(numbers)

# The first or the last token of each sequence, as batch of sequences of one token: what heads read,
# and so all that the last layer need compute.
def ends(hidden: Tensor, bounds: List[int], last: bool) -> Tensor:
  if len(bounds) == 1:
    return hidden[:, -1:] if last else hidden[:, :1]
  tokens = annotate(List[Tensor], [])
  for i in range(len(bounds) - 1):
    begin = bounds[i + 1] - 1 if last else bounds[i]
    tokens.append(hidden[:, begin:begin + 1])
  return torch.cat(tokens, 1)

# Tokens that ends gave, [batch, width]; in inference the heads compute in float32.
def rows(model: __torch__.Model, tokens: Tensor, bounds: List[int]) -> Tensor:
  tokens = tokens[:, 0] if len(bounds) == 1 else tokens[0]
  return tokens if model.training else tokens.to(6)

# The additive attention mask [batch, 1, 1, tokens]; None where nothing is padded, which is faster.
def attention_bias(layout: Tensor, like: Tensor) -> Optional[Tensor]:
  bias : Optional[Tensor] = None
  if layout.dim() == 2 and int(layout.min()) == 0:
    bias = (1 - layout).to(like.dtype).mul(-10000.0).view([layout.size(0), 1, 1, layout.size(1)])
  return bias

def layer_norm(model: __torch__.Model, weights: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
  weight = weights[name + ".weight"]
  bias = __torch__.bias_of(weights, name)
  if bias is not None:
    bias = bias.to(x.dtype)
  return torch.layer_norm(x, [weight.size(0)], weight.to(x.dtype), bias, model.epsilon)

# The first product of a feed-forward layer and its activation, which for GELU proper is part of the
# product where that is faster.
def feed_forward(model: __torch__.Model, weights: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
  if model.activation == "GELU":
    return __torch__.linear_gelu(weights, name, x)
  return __torch__.activated(model.activation, __torch__.linear(weights, name, x))

def activated(activation: str, x: Tensor) -> Tensor:
  if activation == "GELU":
    return torch.gelu(x)
  if activation == "GELU_TANH":
    return torch.gelu(x, approximate="tanh")
  return torch.relu(x) if activation == "RELU" else torch.silu(x)

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

# Attention between split heads, joined again: [batch, tokens, heads * size]. Those who ask are all
# tokens or one of each sequence.
def attend(model: __torch__.Model, q: Tensor, k: Tensor, v: Tensor, bounds: List[int], bias: Optional[Tensor]) -> Tensor:
  if len(bounds) == 1:
    return __torch__.attend_rectangle(model, q, k, v, bias).transpose(1, 2).flatten(2)
  contexts = annotate(List[Tensor], [])
  for i in range(len(bounds) - 1):
    begin = bounds[i]
    end = bounds[i + 1]
    asking = q[:, :, begin:end] if q.size(2) == k.size(2) else q[:, :, i:i + 1]
    contexts.append(__torch__.attend_rectangle(model, asking, k[:, :, begin:end], v[:, :, begin:end], None))
  return torch.cat(contexts, 2).transpose(1, 2).flatten(2)

def attend_rectangle(model: __torch__.Model, q: Tensor, k: Tensor, v: Tensor, bias: Optional[Tensor]) -> Tensor:
  p = model.attention_dropout if model.training else 0.0
  if bias is None and not model.training and not q.is_cuda and q.size(2) * k.size(2) >= 1048576:
    return __torch__.attend_long(q, k, v)
  if q.dtype == 15 and not q.is_cuda:
    return __torch__.attend_in_parts(q, k, v, bias, p)
  return torch.scaled_dot_product_attention(q, k, v, bias, p)

# The same in plain products, for bfloat16 on a CPU: there PyTorch's fused kernel and its gradient take
# two to three times as long as these. A part is a few articles, or of a long one a few tokens that ask,
# so that its scores stay in the cache.
def attend_in_parts(q: Tensor, k: Tensor, v: Tensor, bias: Optional[Tensor], p: float) -> Tensor:
  rows = max(1, 4194304 // (q.size(1) * k.size(2)))
  part = max(1, rows // q.size(2))
  queries = torch.split(q * q.size(3) ** -0.5, part)
  keys = torch.split(k, part)
  values = torch.split(v, part)
  contexts = annotate(List[Tensor], [])
  biases = annotate(List[Tensor], [])
  if bias is not None:
    biases = torch.split(bias, part)
  for i in range(len(queries)):
    asking = torch.split(queries[i], rows, 2)
    pieces = annotate(List[Tensor], [])
    for j in range(len(asking)):
      scores = torch.matmul(asking[j], keys[i].transpose(2, 3))
      if len(biases) > 0:
        torch.add_(scores, biases[i] if biases[i].size(2) == 1 else torch.split(biases[i], rows, 2)[j])
      weights = torch.dropout(torch.softmax(scores, -1), p, True)
      pieces.append(torch.matmul(weights, values[i]))
    contexts.append(torch.cat(pieces, 2) if len(pieces) > 1 else pieces[0])
  return torch.cat(contexts)
