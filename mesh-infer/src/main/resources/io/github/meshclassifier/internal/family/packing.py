# Packed matrices of oneDNN. It packs in blocks of up to 64 outputs, or 64 inputs, and fills up the last
# one of a matrix whose width is no multiple of that. On some processors products with such a block are
# wrong. So all matrices are filled up here, to whole blocks, with zeros; and whether a product is right
# is checked when a matrix is packed: one that is wrong stays plain.

# A tensor whose size in one of the last two dimensions is a multiple of 64.
def filled(x: Tensor, dimension: int) -> Tensor:
  missing = (64 - x.size(dimension) % 64) % 64
  if missing == 0:
    return x
  return torch.constant_pad_nd(x, [0, missing] if dimension == x.dim() - 1 else [0, 0, 0, missing], 0)

# A product without the outputs of what filled its matrix up.
def without_filling(weights: Dict[str, Tensor], name: str, product: Tensor) -> Tensor:
  if torch.__contains__(weights, name + ".outputs"):
    return torch.narrow(product, -1, 0, weights[name + ".outputs"].size(0))
  return product

# Keeps the number of outputs of a matrix that is filled up.
def remember_outputs(weights: Dict[str, Tensor], name: str, weight: Tensor) -> None:
  if weight.size(0) % 64 != 0:
    weights[name + ".outputs"] = torch.empty([weight.size(0), 0])

def pack_float(weights: Dict[str, Tensor], name: str, weight: Tensor) -> None:
  weights[name] = ops.mkldnn._reorder_linear_weight(__torch__.filled(__torch__.filled(weight, 0), 1))
  __torch__.remember_outputs(weights, name, weight)
  bias = __torch__.bias_name(name)
  if torch.__contains__(weights, bias):
    weights[bias] = __torch__.filled(weights[bias], 0)

def bias_name(name: str) -> str:
  return torch.slice(name, 0, -6, 1) + "bias"

# A product with a matrix that is packed in float32 or bfloat16, or plain.
def float_product(weights: Dict[str, Tensor], name: str, x: Tensor, bias: Optional[Tensor], activation: str) -> Tensor:
  weight = weights[name]
  if not weight.is_mkldnn:
    return __torch__.plain_product(weight, x, bias, activation)
  product = __torch__.packed_product(__torch__.filled(x, x.dim() - 1), weight, bias, activation)
  return __torch__.without_filling(weights, name, product)

def plain_product(weight: Tensor, x: Tensor, bias: Optional[Tensor], activation: str) -> Tensor:
  if bias is not None:
    bias = bias.to(x.dtype)
  product = torch.linear(x, weight, bias)
  return torch.gelu(product) if activation == "gelu" else product

# A product of bfloat16 or float32 numbers with a packed matrix alone.
def packed_product(x: Tensor, matrix: Tensor, bias: Optional[Tensor], activation: str) -> Tensor:
  return ops.mkldnn._linear_pointwise(x, matrix, bias, activation, annotate(List[Optional[number]], []), "none")

# Attention between the tokens of a long text, [batch, heads, tokens, size], one head after the other: in
# oneDNN's products, which are nearly twice as fast as PyTorch's fused kernel in float32, and more in
# bfloat16. So many tokens ask at a time that all threads have work, and their scores stay in the cache.
def attend_long(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
  tokens = k.size(2)
  rows = max(64, 1048576 // tokens)
  queries = __torch__.filled(q * q.size(3) ** -0.5, 3)
  if k.dtype == 15:
    # Takes the same off all scores of a token that asks, which attention ignores: their mean is 0 then.
    k = k - torch.mean(k, [2], True)
  # What fills the keys up weighs nothing.
  filling = torch.constant_pad_nd(torch.zeros([tokens]), [0, (64 - tokens % 64) % 64], -10000.0)
  contexts = annotate(List[Tensor], [])
  for i in range(q.size(0)):
    for h in range(q.size(1)):
      keys = ops.mkldnn._reorder_linear_weight(__torch__.filled(__torch__.filled(k[i, h].contiguous(), 0), 1))
      values = ops.mkldnn._reorder_linear_weight(__torch__.filled(__torch__.filled(v[i, h].t().contiguous(), 0), 1))
      asking = torch.split(queries[i, h].contiguous(), rows)
      contexts.append(__torch__.attend_head(asking, keys, values, filling))
  context = torch.stack(contexts).view([q.size(0), q.size(1), q.size(2), -1])
  return torch.narrow(context, 3, 0, v.size(3))

# The context of the tokens that ask in one head, [tokens, size]; keys and values are packed matrices.
# In bfloat16 the softmax is part of the product with the keys, as oneDNN can end a product with a
# sigmoid: for x of -8 or less that is e to the x, to the precision of bfloat16. Scores less 70 are so
# unless one is 62 above their mean, and they are not so small that the powers vanish. The sums of the
# powers tell whether all is well: no power is larger than their sum, which has to be below e to the -8.
def attend_head(asking: List[Tensor], keys: Tensor, values: Tensor, filling: Tensor) -> Tensor:
  contexts = annotate(List[Tensor], [])
  if asking[0].dtype == 15:
    sums = annotate(List[Tensor], [])
    for i in range(len(asking)):
      powers = __torch__.packed_product(asking[i], keys, filling - 70.0, "sigmoid")
      contexts.append(__torch__.packed_product(powers, values, None, "none"))
      sums.append(torch.sum(powers, [1], True))
    sum = torch.cat(sums)
    if float(torch.amin(sum)) > 1e-32 and float(torch.amax(sum)) < 0.0003:
      return torch.cat(contexts) / sum
    contexts = annotate(List[Tensor], [])
  for i in range(len(asking)):
    weights = torch.softmax(__torch__.packed_product(asking[i], keys, filling, "none"), -1)
    contexts.append(__torch__.packed_product(weights, values, None, "none"))
  return torch.cat(contexts)

class Packing(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  compute : int

  # Which matrices multiply: those of linear layers, which embedding tables are not. XLNet's
  # projections are named .q, .k, .v and .r into the heads, .o out of them.
  # Each packed matrix takes the place of the plain one, so that both are held of one matrix only.
  # Also returns the names and shapes of the matrices whose packed form is wrong, and which stay plain.
  # Matrices of one shape and type are packed and multiplied by the same code, so that the first of them
  # is checked for all.
  def pack(self: __torch__.Packing, weights: Dict[str, Tensor]) -> Tuple[Dict[str, Tensor], List[str]]:
    right = annotate(List[str], [])
    wrong = annotate(List[str], [])
    plain = annotate(List[str], [])
    for name in weights.keys():
      weight = weights[name]
      ending = torch.slice(name, -2, 9223372036854775807, 1)
      multiplies = torch.find(name, "embedding") < 0 or torch.__contains__(weights, __torch__.bias_name(name))
      linear = weight.dim() == 2 and __torch__.is_matrix(name) and multiplies
      projection = weight.dim() == 3 and ending in [".q", ".k", ".v", ".r", ".o"]
      if projection:
        weight = weight.flatten(1) if ending == ".o" else weight.flatten(1).t().contiguous()
      if linear or projection:
        of_layer = __torch__.of_layer(name)
        kind = "{} {} {} {}".format(weight.size(), of_layer, linear, ending == ".o")
        if kind not in right and kind not in wrong:
          if self.packs_rightly(weights, name, weight, of_layer):
            right.append(kind)
          else:
            wrong.append(kind)
        elif kind in right:
          self.place(weights, name, weight, of_layer)
        if kind in wrong:
          weights[name] = weight.to(self.compute if of_layer else 6)
          plain.append("{} {}".format(name, weight.size()))
    return (weights, plain)

  # Puts a matrix into the dictionary, packed.
  def place(self: __torch__.Packing, weights: Dict[str, Tensor], name: str, weight: Tensor, of_layer: bool) -> None:
    if of_layer:
      __torch__.pack_layer(weights, name, weight, self.compute)
    else:
      __torch__.pack_float(weights, name, weight)

  # Puts a matrix into the dictionary, packed, and leaves it there if it gives the products of the plain
  # one. Returns whether it does. Small and larger numbers of rows are multiplied by different code.
  def packs_rightly(self: __torch__.Packing, weights: Dict[str, Tensor], name: str, weight: Tensor, of_layer: bool) -> bool:
    bias : Optional[Tensor] = None
    if torch.__contains__(weights, __torch__.bias_name(name)):
      bias = weights[__torch__.bias_name(name)]
    tolerance = __torch__.layer_tolerance(self.compute) if of_layer else 0.0001
    self.place(weights, name, weight, of_layer)
    x = __torch__.random_numbers(33 * weight.size(1)).view([1, 33, weight.size(1)])
    if of_layer:
      x = x.to(self.compute)
    plain = torch.linear(x.to(6), weight, bias)
    agrees = __torch__.activated_agrees(weights, name, x, plain, tolerance) if __torch__.is_matrix(name) else True
    for rows in [1, 5, 33]:
      if not __torch__.agrees(weights, name, x[:, :rows], plain[:, :rows], tolerance):
        agrees = False
    if not agrees:
      __torch__.unpack(weights, name, bias)
    return agrees

# Numbers of -1 to 1, the same ones at each call.
def random_numbers(count: int) -> Tensor:
  return torch.frac(torch.sin(torch.arange(count, dtype=7) * 12.9898) * 43758.5453).to(6)

# Whether the product with a packed matrix is the plain one.
def agrees(weights: Dict[str, Tensor], name: str, x: Tensor, plain: Tensor, tolerance: float) -> bool:
  if __torch__.is_matrix(name):
    return __torch__.close(__torch__.linear(weights, torch.slice(name, 0, -7, 1), x), plain, tolerance)
  ending = torch.slice(name, -2, 9223372036854775807, 1)
  return __torch__.close(__torch__.merge(weights, name, x) if ending == ".o" else __torch__.project(weights, name, x), plain, tolerance)

# The same with an activation, of a linear layer.
def activated_agrees(weights: Dict[str, Tensor], name: str, x: Tensor, plain: Tensor, tolerance: float) -> bool:
  return __torch__.close(__torch__.linear_gelu(weights, torch.slice(name, 0, -7, 1), x), torch.gelu(plain), tolerance)

def close(found: Tensor, expected: Tensor, tolerance: float) -> bool:
  difference = float(torch.max(torch.abs(found.to(6) - expected)))
  return difference <= tolerance * float(torch.max(torch.abs(expected)))

# Takes away what packing put beside a matrix.
def unpack(weights: Dict[str, Tensor], name: str, bias: Optional[Tensor]) -> None:
  for ending in [".scale", ".zero", ".outputs"]:
    if torch.__contains__(weights, name + ending):
      removed = torch.pop(weights, name + ending)
  if bias is not None:
    weights[__torch__.bias_name(name)] = bias
