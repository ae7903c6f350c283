# Linear layers in 8-bit integers through oneDNN, for inference on a CPU. The matrices of the layers are
# rounded and packed once, symmetrically, with a scale for each output. What they multiply is rounded at
# each call, with a scale for each token, so that no text changes another's. Queries, keys and values
# come out in bfloat16, in which attention is fastest; all else is float32, the heads throughout.
def linear(weights: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
  if torch.__contains__(weights, name + ".weight.scale"):
    return __torch__.product(weights, name + ".weight", __torch__.rounded(x), weights[name + ".bias"], 6)
  return ops.mkldnn._linear_pointwise(x, weights[name + ".weight"], weights[name + ".bias"], "none", annotate(List[Optional[number]], []), "")

def linear_gelu(weights: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
  if torch.__contains__(weights, name + ".weight.scale"):
    return torch.gelu_(__torch__.product(weights, name + ".weight", __torch__.rounded(x), weights[name + ".bias"], 6))
  return ops.mkldnn._linear_pointwise(x, weights[name + ".weight"], weights[name + ".bias"], "gelu", annotate(List[Optional[number]], []), "none")

def linear_qkv(weights: Dict[str, Tensor], q: str, k: str, v: str, asking: Tensor, x: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
  return __torch__.products(weights, q + ".weight", k + ".weight", v + ".weight", weights[q + ".bias"], weights[k + ".bias"], weights[v + ".bias"], asking, x)

def project_qkv(weights: Dict[str, Tensor], name: str, asking: Tensor, x: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
  return __torch__.products(weights, name + "q", name + "k", name + "v", None, None, None, asking, x)

def project(weights: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
  return __torch__.product(weights, name, __torch__.rounded(x), None, 15)

def merge(weights: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
  return __torch__.product(weights, name, __torch__.rounded(x), None, 6)

# Three products of the same tokens, which are rounded once unless fewer of them ask.
def products(weights: Dict[str, Tensor], q: str, k: str, v: str, q_bias: Optional[Tensor], k_bias: Optional[Tensor], v_bias: Optional[Tensor], asking: Tensor, x: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
  tokens = __torch__.rounded(x)
  askers = tokens if asking.size(1) == x.size(1) else __torch__.rounded(asking)
  return (__torch__.product(weights, q, askers, q_bias, 15), __torch__.product(weights, k, tokens, k_bias, 15), __torch__.product(weights, v, tokens, v_bias, 15))

# Integers of 1 to 255, of which 128 stands for zero, and their scales, [batch, tokens, 1].
def rounded(x: Tensor) -> Tuple[Tensor, Tensor]:
  x = x.to(6)
  largest = torch.maximum(torch.amax(x, [-1], True), torch.neg(torch.amin(x, [-1], True)))
  scale = torch.clamp_min(largest / 127, 1e-30)
  return (torch.add_(torch.mul(x, torch.reciprocal(scale)), 128.5).to(0), scale)

def product(weights: Dict[str, Tensor], name: str, x: Tuple[Tensor, Tensor], bias: Optional[Tensor], dtype: int) -> Tensor:
  integers, scale = x
  sums = ops.onednn.qlinear_pointwise(integers, 1.0, 128, weights[name], weights[name + ".scale"], weights[name + ".zero"], None, 1.0, 0, 6, "none", annotate(List[Optional[number]], []), "")
  torch.mul_(sums, scale)
  if bias is not None:
    torch.add_(sums, bias)
  return sums.to(dtype)

class Packing(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  compute : int

  # Which matrix is which, and what takes its place, as for float32.
  def pack(self: __torch__.Packing, weights: Dict[str, Tensor]) -> Dict[str, Tensor]:
    for name in weights.keys():
      weight = weights[name]
      ending = torch.slice(name, -2, 9223372036854775807, 1)
      if weight.dim() == 2 and torch.__contains__(weights, torch.slice(name, 0, -6, 1) + "bias"):
        if torch.find(name, ".layer.") >= 0:
          self.round(weights, name, weight)
        else:
          weights[name] = ops.mkldnn._reorder_linear_weight(weight)
      if weight.dim() == 3 and ending in [".q", ".k", ".v", ".r"]:
        self.round(weights, name, weight.flatten(1).t().contiguous())
      if weight.dim() == 3 and ending == ".o":
        self.round(weights, name, weight.flatten(1))
    return weights

  def round(self: __torch__.Packing, weights: Dict[str, Tensor], name: str, weight: Tensor) -> None:
    scale = torch.clamp_min(torch.amax(torch.abs(weight), [1]) / 127, 1e-30)
    integers = torch.round(weight / scale.unsqueeze(1)).to(1)
    weights[name] = ops.onednn.qlinear_prepack(integers, None)
    weights[name + ".scale"] = scale
    weights[name + ".zero"] = torch.zeros([scale.size(0)], dtype=3)
