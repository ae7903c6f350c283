# BERT for sequence classification (Devlin et al. 2019, arXiv:1810.04805), as Hugging Face's
# BertForSequenceClassification computes it. Weights come in under their Hugging Face names.
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
    positions = __torch__.places(ids, __torch__.bounds(layout))
    hidden = __torch__.embed(self, weights, "bert.", ids, positions)
    first = __torch__.encode(self, weights, "bert.", hidden, layout)
    pooled = torch.tanh(__torch__.linear(weights, "bert.pooler.dense", first))
    pooled = torch.dropout(pooled, self.classifier_dropout, self.training)
    return __torch__.linear(weights, "classifier", pooled).to(6)
