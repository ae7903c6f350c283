# Layers that all architectures share.

# The additive attention mask [batch, 1, 1, tokens]; None where nothing is padded, which is faster.
def attention_bias(mask: Tensor, like: Tensor) -> Optional[Tensor]:
  bias : Optional[Tensor] = None
  if int(mask.min()) == 0:
    bias = (1 - mask).to(like.dtype).mul(-10000.0).view([mask.size(0), 1, 1, mask.size(1)])
  return bias

def layer_norm(weights: Dict[str, Tensor], name: str, x: Tensor, epsilon: float) -> Tensor:
  weight = weights[name + ".weight"]
  return torch.layer_norm(x, [weight.size(0)], weight.to(x.dtype), weights[name + ".bias"].to(x.dtype), epsilon)
