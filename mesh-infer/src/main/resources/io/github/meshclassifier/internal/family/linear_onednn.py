# Linear layers through oneDNN, for inference on a CPU: the matrices are packed once, for the
# processor at hand, and the activation is fused into the product. Those of the layers are float32 or
# bfloat16, as what they multiply; those of the heads are float32. packing.py, which follows, packs.
def linear(weights: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
  return __torch__.float_product(weights, name + ".weight", x, __torch__.bias_of(weights, name), "none")

def linear_gelu(weights: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
  return __torch__.float_product(weights, name + ".weight", x, __torch__.bias_of(weights, name), "gelu")

def linear_qkv(weights: Dict[str, Tensor], q: str, k: str, v: str, asking: Tensor, x: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
  return (__torch__.linear(weights, q, asking), __torch__.linear(weights, k, x), __torch__.linear(weights, v, x))

def linear_joined_qkv(weights: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
  return __torch__.linear(weights, name, x)

def project_qkv(weights: Dict[str, Tensor], name: str, asking: Tensor, x: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
  return (__torch__.project(weights, name + "q", asking), __torch__.project(weights, name + "k", x), __torch__.project(weights, name + "v", x))

def project(weights: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
  return __torch__.float_product(weights, name, x, None, "none")

def merge(weights: Dict[str, Tensor], name: str, x: Tensor) -> Tensor:
  return __torch__.float_product(weights, name, x, None, "none")

# Puts a matrix of a layer into the dictionary, packed.
def pack_layer(weights: Dict[str, Tensor], name: str, weight: Tensor, compute: int) -> None:
  __torch__.pack_float(weights, name, weight.to(compute))

# The largest difference between a packed product of a layer and the plain one that rounding explains,
# as a part of the largest output.
def layer_tolerance(compute: int) -> float:
  return 0.02 if compute == 15 else 0.0001
