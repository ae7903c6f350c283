# Linear layers through oneDNN, for inference on a CPU: the matrices are packed once, for the
# processor at hand, and the activation is fused into the product.
def linear(weights: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
  return ops.mkldnn._linear_pointwise(x, weights[name + ".weight"], weights[name + ".bias"], "none", annotate(List[Optional[number]], []), "")

def linear_gelu(weights: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
  return ops.mkldnn._linear_pointwise(x, weights[name + ".weight"], weights[name + ".bias"], "gelu", annotate(List[Optional[number]], []), "none")

class Packing(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  # A matrix with a bias belongs to a linear layer; embedding tables have none and stay as they are.
  def pack(self: __torch__.Packing, weights: Dict[str, Tensor]) -> Dict[str, Tensor]:
    packed : Dict[str, Tensor] = {}
    for name in weights.keys():
      weight = weights[name]
      linear = False
      if weight.dim() == 2:
        linear = torch.__contains__(weights, torch.slice(name, 0, -6, 1) + "bias")
      packed[name] = ops.mkldnn._reorder_linear_weight(weight) if linear else weight
    return packed
