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
  padding : int
  hidden_dropout : float
  attention_dropout : float
  classifier_dropout : float
  compute : int
  noise : List[Tensor]

  # ids and mask: [batch, tokens], int64; mask is 1 for a token and 0 for padding.
  # Returns the logits: [batch, labels], float32.
  def forward(self: __torch__.Model, ids: Tensor, mask: Tensor, weights: Dict[str, Tensor]) -> Tensor:
    # Padding keeps the position of its own id, on whichever side it is.
    text = (ids != self.padding).to(ids.dtype)
    positions = torch.cumsum(text, 1) * text + self.padding
    hidden = __torch__.embed(self, weights, "roberta.", ids, positions)
    hidden = __torch__.encode(self, weights, "roberta.", hidden, mask)
    first = torch.dropout(hidden[:, 0], self.classifier_dropout, self.training)
    inner = torch.tanh(__torch__.linear(weights, "classifier.dense", first))
    inner = torch.dropout(inner, self.classifier_dropout, self.training)
    return __torch__.linear(weights, "classifier.out_proj", inner).to(6)
