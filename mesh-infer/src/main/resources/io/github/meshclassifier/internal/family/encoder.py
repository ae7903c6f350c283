# The encoder that BERT, RoBERTa and ELECTRA share (Devlin et al. 2019, arXiv:1810.04805); prefix
# is what the names of its weights begin with, such as "bert.".

# positions: the numbers of the position embeddings, [tokens] or as ids.
def embed(model: __torch__.Model, weights: Dict[str, Tensor], prefix: str, ids: Tensor, positions: Tensor) -> Tensor:
  name = prefix + "embeddings."
  words = torch.embedding(weights[name + "word_embeddings.weight"], ids)
  types = weights[name + "token_type_embeddings.weight"][0]
  places = torch.embedding(weights[name + "position_embeddings.weight"], positions)
  hidden = __torch__.layer_norm(model, weights, name + "LayerNorm", words + types + places)
  return __torch__.dropout(model, hidden.to(model.compute))

# Returns the first token of each sequence: [batch, width].
def encode(model: __torch__.Model, weights: Dict[str, Tensor], prefix: str, hidden: Tensor, layout: Tensor) -> Tensor:
  bounds = __torch__.bounds(layout)
  bias = __torch__.attention_bias(layout, hidden)
  for i in range(model.layers):
    name = (prefix + "encoder.layer.{}.").format(i)
    asking = __torch__.ends(hidden, bounds, False) if i == model.layers - 1 else hidden
    attended = __torch__.attention(model, weights, name + "attention.", asking, hidden, bounds, bias)
    inner = __torch__.feed_forward(model, weights, name + "intermediate.dense", attended)
    hidden = __torch__.residual(model, weights, name + "output.", inner, attended)
  return __torch__.rows(model, hidden, bounds)

def attention(model: __torch__.Model, weights: Dict[str, Tensor], name: str, asking: Tensor, hidden: Tensor, bounds: List[int], bias: Optional[Tensor]) -> Tensor:
  q, k, v = __torch__.linear_qkv(weights, name + "self.query", name + "self.key", name + "self.value", asking, hidden)
  context = __torch__.attend(model, __torch__.split_heads(model, q), __torch__.split_heads(model, k), __torch__.split_heads(model, v), bounds, bias)
  return __torch__.residual(model, weights, name + "output.", context, asking)

def residual(model: __torch__.Model, weights: Dict[str, Tensor], name: str, x: Tensor, residual: Tensor) -> Tensor:
  x = __torch__.dropout(model, __torch__.linear(weights, name + "dense", x))
  return __torch__.layer_norm(model, weights, name + "LayerNorm", x + residual)
