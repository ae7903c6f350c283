# Linear layers of PyTorch proper: differentiable, on every platform and device.
def linear(weights: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
  bias = __torch__.bias_of(weights, name)
  if bias is not None:
    bias = bias.to(x.dtype)
  return torch.linear(x, weights[name + ".weight"].to(x.dtype), bias)

def linear_gelu(weights: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
  return torch.gelu(__torch__.linear(weights, name, x))

# Queries of some tokens; keys and values of all.
def linear_qkv(weights: Dict[str, Tensor], q: str, k: str, v: str, asking: Tensor, x: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
  return (__torch__.linear(weights, q, asking), __torch__.linear(weights, k, x), __torch__.linear(weights, v, x))

# Queries, keys and values of all tokens in one product.
def linear_joined_qkv(weights: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
  return __torch__.linear(weights, name, x)

def project_qkv(weights: Dict[str, Tensor], name: str, asking: Tensor, x: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
  return (__torch__.project(weights, name + "q", asking), __torch__.project(weights, name + "k", x), __torch__.project(weights, name + "v", x))

# XLNet's products have no bias; into the heads by [inputs, heads, size].
def project(weights: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
  return torch.matmul(x, weights[name].to(x.dtype).flatten(1))

# Out of the heads by [outputs, heads, size].
def merge(weights: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
  return torch.linear(x, weights[name].to(x.dtype).flatten(1))

# Attention between the tokens of a long text.
def attend_long(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
  return torch.scaled_dot_product_attention(q, k, v, None, 0.0)

class Packing(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  compute : int

  # The weights of the layers in the type that they are computed in. Nothing is packed, so no packed
  # form is wrong.
  def pack(self: __torch__.Packing, weights: Dict[str, Tensor]) -> Tuple[Dict[str, Tensor], List[str]]:
    for name in weights.keys():
      if __torch__.of_layer(name):
        weights[name] = weights[name].to(self.compute)
    return (weights, annotate(List[str], []))
