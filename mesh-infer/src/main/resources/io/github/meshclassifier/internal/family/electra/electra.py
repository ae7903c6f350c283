# ELECTRA's discriminator for sequence classification (Clark et al. 2020, arXiv:2003.10555), as
# Hugging Face's ElectraForSequenceClassification computes it: BERT's encoder without its pooler,
# with embeddings that may be narrower than the layers, under a head of two layers.
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
    hidden = __torch__.embed(self, weights, "electra.", ids, positions)
    if torch.__contains__(weights, "electra.embeddings_project.weight"):
      hidden = __torch__.linear(weights, "electra.embeddings_project", hidden)
    first = __torch__.encode(self, weights, "electra.", hidden, layout)
    first = torch.dropout(first, self.classifier_dropout, self.training)
    inner = __torch__.linear_gelu(weights, "classifier.dense", first)
    inner = torch.dropout(inner, self.classifier_dropout, self.training)
    return __torch__.linear(weights, "classifier.out_proj", inner).to(6)
