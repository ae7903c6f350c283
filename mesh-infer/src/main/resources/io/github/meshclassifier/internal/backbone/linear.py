# Linear layers of PyTorch proper: differentiable, on every platform and device.
def linear(weights: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
  return torch.linear(x, weights[name + ".weight"].to(x.dtype), weights[name + ".bias"].to(x.dtype))

def linear_gelu(weights: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
  return torch.gelu(__torch__.linear(weights, name, x))

# XLNet's products have no bias; into the heads by [inputs, heads, size].
def project(weights: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
  return torch.matmul(x, weights[name].to(x.dtype).flatten(1))

# Out of the heads by [outputs, heads, size].
def merge(weights: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
  return torch.linear(x, weights[name].to(x.dtype).flatten(1))

class Packing(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  def pack(self: __torch__.Packing, weights: Dict[str, Tensor]) -> Dict[str, Tensor]:
    return weights
