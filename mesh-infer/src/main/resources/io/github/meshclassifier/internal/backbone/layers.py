# Layers that all architectures share. Every program is a class Model; of its attributes these
# layers read heads, epsilon, hidden_dropout, attention_dropout and training.

# The additive attention mask [batch, 1, 1, tokens]; None where nothing is padded, which is faster.
def attention_bias(mask: Tensor, like: Tensor) -> Optional[Tensor]:
  bias : Optional[Tensor] = None
  if int(mask.min()) == 0:
    bias = (1 - mask).to(like.dtype).mul(-10000.0).view([mask.size(0), 1, 1, mask.size(1)])
  return bias

def layer_norm(model: __torch__.Model, weights: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
  weight = weights[name + ".weight"]
  return torch.layer_norm(x, [weight.size(0)], weight.to(x.dtype), weights[name + ".bias"].to(x.dtype), model.epsilon)

def dropout(model: __torch__.Model, x: Tensor) -> Tensor:
  return torch.dropout(x, model.hidden_dropout, model.training)

# From [batch, tokens, heads * size] to [batch, heads, tokens, size].
def split_heads(model: __torch__.Model, x: Tensor) -> Tensor:
  return x.view([x.size(0), x.size(1), model.heads, -1]).transpose(1, 2)

# Attention between split heads, joined again: [batch, tokens, heads * size].
def attend(model: __torch__.Model, q: Tensor, k: Tensor, v: Tensor, bias: Optional[Tensor]) -> Tensor:
  p = model.attention_dropout if model.training else 0.0
  return torch.scaled_dot_product_attention(q, k, v, bias, p).transpose(1, 2).flatten(2)
