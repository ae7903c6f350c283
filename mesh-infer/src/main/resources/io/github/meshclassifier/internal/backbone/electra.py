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
  hidden_dropout : float
  attention_dropout : float
  classifier_dropout : float
  compute : int
  noise : List[Tensor]

  # ids and mask: [batch, tokens], int64; mask is 1 for a token and 0 for padding.
  # Returns the logits: [batch, labels], float32.
  def forward(self: __torch__.Model, ids: Tensor, mask: Tensor, weights: Dict[str, Tensor]) -> Tensor:
    positions = torch.arange(ids.size(1), dtype=4, device=ids.device)
    hidden = __torch__.embed(self, weights, "electra.", ids, positions)
    if torch.__contains__(weights, "electra.embeddings_project.weight"):
      hidden = __torch__.linear(weights, "electra.embeddings_project", hidden)
    hidden = __torch__.encode(self, weights, "electra.", hidden, mask)
    first = torch.dropout(hidden[:, 0], self.classifier_dropout, self.training)
    inner = __torch__.linear_gelu(weights, "classifier.dense", first)
    inner = torch.dropout(inner, self.classifier_dropout, self.training)
    return __torch__.linear(weights, "classifier.out_proj", inner).to(6)
