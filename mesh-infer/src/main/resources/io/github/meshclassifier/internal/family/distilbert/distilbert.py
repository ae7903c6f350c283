# DistilBERT for sequence classification (Sanh et al. 2019, arXiv:1910.01108), as Hugging Face's
# DistilBertForSequenceClassification computes it: BERT without token types and pooler, under names
# of its own.
class Model(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  layers : int
  heads : int
  epsilon : float
  activation : str
  hidden_dropout : float
  attention_dropout : float
  classifier_dropout : float
  compute : int
  noise : List[Tensor]

  # ids and layout: int64, as layers.py says. Returns the logits: [batch, labels], float32.
  def forward(self: __torch__.Model, ids: Tensor, layout: Tensor, weights: Dict[str, Tensor]) -> Tensor:
    bounds = __torch__.bounds(layout)
    hidden = self.embed(weights, ids, __torch__.places(ids, bounds))
    bias = __torch__.attention_bias(layout, hidden)
    for i in range(self.layers):
      asking = __torch__.ends(hidden, bounds, False) if i == self.layers - 1 else hidden
      name = "distilbert.transformer.layer.{}.".format(i)
      hidden = self.layer(weights, name, asking, hidden, bounds, bias)
    first = __torch__.rows(self, hidden, bounds)
    first = torch.relu(__torch__.linear(weights, "pre_classifier", first))
    first = torch.dropout(first, self.classifier_dropout, self.training)
    return __torch__.linear(weights, "classifier", first).to(6)

  def embed(self: __torch__.Model, weights: Dict[str, Tensor], ids: Tensor, numbers: Tensor) -> Tensor:
    words = torch.embedding(weights["distilbert.embeddings.word_embeddings.weight"], ids)
    places = torch.embedding(weights["distilbert.embeddings.position_embeddings.weight"], numbers)
    hidden = __torch__.layer_norm(self, weights, "distilbert.embeddings.LayerNorm", words + places)
    return __torch__.dropout(self, hidden.to(self.compute))

  # Between attention and its normalization there is no dropout.
  def layer(self: __torch__.Model, weights: Dict[str, Tensor], name: str, asking: Tensor, hidden: Tensor, bounds: List[int], bias: Optional[Tensor]) -> Tensor:
    q, k, v = __torch__.linear_qkv(weights, name + "attention.q_lin", name + "attention.k_lin", name + "attention.v_lin", asking, hidden)
    context = __torch__.attend(self, __torch__.split_heads(self, q), __torch__.split_heads(self, k), __torch__.split_heads(self, v), bounds, bias)
    attended = __torch__.linear(weights, name + "attention.out_lin", context)
    attended = __torch__.layer_norm(self, weights, name + "sa_layer_norm", attended + asking)
    inner = __torch__.feed_forward(self, weights, name + "ffn.lin1", attended)
    outer = __torch__.dropout(self, __torch__.linear(weights, name + "ffn.lin2", inner))
    return __torch__.layer_norm(self, weights, name + "output_layer_norm", outer + attended)
