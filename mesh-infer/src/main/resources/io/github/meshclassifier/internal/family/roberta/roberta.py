# RoBERTa for sequence classification (Liu et al. 2019, arXiv:1907.11692), as Hugging Face's
# RobertaForSequenceClassification computes it: BERT's encoder without its pooler, with positions
# that begin after the padding id, under a head of two layers.
class Model(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  layers : int
  heads : int
  epsilon : float
  activation : str
  padding : int
  hidden_dropout : float
  attention_dropout : float
  classifier_dropout : float
  compute : int
  noise : List[Tensor]

  # ids and layout: int64, as layers.py says. Returns the logits: [batch, labels], float32.
  def forward(self: __torch__.Model, ids: Tensor, layout: Tensor, weights: Dict[str, Tensor]) -> Tensor:
    hidden = __torch__.embed(self, weights, "roberta.", ids, self.positions(ids, __torch__.bounds(layout)))
    first = __torch__.encode(self, weights, "roberta.", hidden, layout)
    first = torch.dropout(first, self.classifier_dropout, self.training)
    inner = torch.tanh(__torch__.linear(weights, "classifier.dense", first))
    inner = torch.dropout(inner, self.classifier_dropout, self.training)
    return __torch__.linear(weights, "classifier.out_proj", inner).to(6)

  # Padding keeps the position of its own id, on whichever side it is.
  def positions(self: __torch__.Model, ids: Tensor, bounds: List[int]) -> Tensor:
    text = (ids != self.padding).to(ids.dtype)
    if len(bounds) == 1:
      return torch.cumsum(text, 1) * text + self.padding
    counts = annotate(List[Tensor], [])
    for i in range(len(bounds) - 1):
      counts.append(torch.cumsum(text[:, bounds[i]:bounds[i + 1]], 1))
    return torch.cat(counts, 1) * text + self.padding
