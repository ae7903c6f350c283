# Linear layers through oneDNN, for inference on a CPU: the matrices are packed once, for the
# processor at hand, and the activation is fused into the product. Those of the layers are float32 or
# bfloat16, as what they multiply; those of the heads are float32.
def linear(weights: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
  return __torch__.product(x, weights[name + ".weight"], weights[name + ".bias"])

def linear_gelu(weights: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
  return ops.mkldnn._linear_pointwise(x, weights[name + ".weight"], weights[name + ".bias"], "gelu", annotate(List[Optional[number]], []), "none")

def linear_qkv(weights: Dict[str, Tensor], q: str, k: str, v: str, asking: Tensor, x: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
  return (__torch__.linear(weights, q, asking), __torch__.linear(weights, k, x), __torch__.linear(weights, v, x))

def project_qkv(weights: Dict[str, Tensor], name: str, asking: Tensor, x: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
  return (__torch__.project(weights, name + "q", asking), __torch__.project(weights, name + "k", x), __torch__.project(weights, name + "v", x))

def project(weights: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
  return __torch__.product(x, weights[name], None)

def merge(weights: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
  return __torch__.product(x, weights[name], None)

def product(x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
  return ops.mkldnn._linear_pointwise(x, weight, bias, "none", annotate(List[Optional[number]], []), "")

class Packing(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  compute : int

  # A matrix with a bias belongs to a linear layer; embedding tables have none and stay as they are.
  # XLNet's projections are named .q, .k, .v and .r into the heads, .o out of them.
  # Each packed matrix takes the place of the plain one, so that both are held of one matrix only.
  def pack(self: __torch__.Packing, weights: Dict[str, Tensor]) -> Dict[str, Tensor]:
    for name in weights.keys():
      weight = weights[name]
      ending = torch.slice(name, -2, 9223372036854775807, 1)
      of_layer = torch.find(name, ".layer.") >= 0 or torch.find(name, "embeddings_project.") >= 0
      if weight.dim() == 2 and torch.__contains__(weights, torch.slice(name, 0, -6, 1) + "bias"):
        weight = ops.mkldnn._reorder_linear_weight(weight.to(self.compute) if of_layer else weight)
      if weight.dim() == 3 and ending in [".q", ".k", ".v", ".r"]:
        weight = ops.mkldnn._reorder_linear_weight(weight.to(self.compute).flatten(1).t().contiguous())
      if weight.dim() == 3 and ending == ".o":
        weight = ops.mkldnn._reorder_linear_weight(weight.to(self.compute).flatten(1))
      weights[name] = weight
    return weights
