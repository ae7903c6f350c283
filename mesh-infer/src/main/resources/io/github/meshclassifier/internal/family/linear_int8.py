# Linear layers in 8-bit integers through oneDNN, for inference on a CPU. The matrices of the layers are
# rounded and packed once, symmetrically, with a scale for each output. What they multiply is rounded at
# each call, with a scale for each token, so that no text changes another's. Queries, keys and values
# come out in attention_type(); all else is float32, the heads throughout. packing.py, which follows,
# packs.
def linear(weights: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
  bias = __torch__.bias_of(weights, name)
  if torch.__contains__(weights, name + ".weight.scale"):
    return __torch__.product(weights, name + ".weight", x, __torch__.rounded(x), bias, 6)
  return __torch__.float_product(weights, name + ".weight", x, bias, "none")

def linear_gelu(weights: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
  if torch.__contains__(weights, name + ".weight.scale"):
    return torch.gelu_(__torch__.linear(weights, name, x))
  return __torch__.float_product(weights, name + ".weight", x, __torch__.bias_of(weights, name), "gelu")

def linear_qkv(weights: Dict[str, Tensor], q: str, k: str, v: str, asking: Tensor, x: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
  return __torch__.products(weights, q + ".weight", k + ".weight", v + ".weight", __torch__.bias_of(weights, q), __torch__.bias_of(weights, k), __torch__.bias_of(weights, v), asking, x)

def linear_joined_qkv(weights: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
  return __torch__.product(weights, name + ".weight", x, __torch__.rounded(x), __torch__.bias_of(weights, name), __torch__.attention_type())

def project_qkv(weights: Dict[str, Tensor], name: str, asking: Tensor, x: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
  return __torch__.products(weights, name + "q", name + "k", name + "v", None, None, None, asking, x)

def project(weights: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
  return __torch__.product(weights, name, x, __torch__.rounded(x), None, __torch__.attention_type())

def merge(weights: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
  return __torch__.product(weights, name, x, __torch__.rounded(x), None, 6)

# Three products of the same tokens, which are rounded once unless fewer of them ask.
def products(weights: Dict[str, Tensor], q: str, k: str, v: str, q_bias: Optional[Tensor], k_bias: Optional[Tensor], v_bias: Optional[Tensor], asking: Tensor, x: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
  tokens = __torch__.rounded(x)
  askers = tokens if asking.size(1) == x.size(1) else __torch__.rounded(asking)
  dtype = __torch__.attention_type()
  return (__torch__.product(weights, q, asking, askers, q_bias, dtype), __torch__.product(weights, k, x, tokens, k_bias, dtype), __torch__.product(weights, v, x, tokens, v_bias, dtype))

# Integers of 1 to 255, of which 128 stands for zero, and their scales, [batch, tokens, 1].
def rounded(x: Tensor) -> Tuple[Tensor, Tensor]:
  x = x.to(6)
  largest = torch.maximum(torch.amax(x, [-1], True), torch.neg(torch.amin(x, [-1], True)))
  scale = torch.clamp_min(largest / 127, 1e-30)
  x = __torch__.filled(x, x.dim() - 1)
  return (torch.add_(torch.mul(x, torch.reciprocal(scale)), 128.5).to(0), scale)

# The product of tokens x, given in integers as well.
def product(weights: Dict[str, Tensor], name: str, x: Tensor, integers: Tuple[Tensor, Tensor], bias: Optional[Tensor], dtype: int) -> Tensor:
  if not torch.__contains__(weights, name + ".scale"):
    return __torch__.float_product(weights, name, x.to(6), bias, "none").to(dtype)
  tokens, scale = integers
  sums = ops.onednn.qlinear_pointwise(tokens, 1.0, 128, weights[name], weights[name + ".scale"], weights[name + ".zero"], None, 1.0, 0, 6, "none", annotate(List[Optional[number]], []), "")
  sums = __torch__.without_filling(weights, name, sums)
  torch.mul_(sums, scale)
  if bias is not None:
    torch.add_(sums, bias)
  return sums.to(dtype)

# Puts a matrix of a layer into the dictionary, rounded and packed.
def pack_layer(weights: Dict[str, Tensor], name: str, weight: Tensor, compute: int) -> None:
  scale = torch.clamp_min(torch.amax(torch.abs(weight), [1]) / 127, 1e-30)
  integers = torch.round(weight / scale.unsqueeze(1)).to(1)
  weights[name] = ops.onednn.qlinear_prepack(__torch__.filled(__torch__.filled(integers, 0), 1), None)
  weights[name + ".scale"] = __torch__.filled(scale, 0)
  weights[name + ".zero"] = torch.zeros([weights[name + ".scale"].size(0)], dtype=3)
  __torch__.remember_outputs(weights, name, weight)

# The largest difference between a packed product of a layer and the plain one that rounding explains,
# as a part of the largest output.
def layer_tolerance(compute: int) -> float:
  return 0.1
