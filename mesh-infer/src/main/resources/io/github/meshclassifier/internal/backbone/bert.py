# BERT for sequence classification (Devlin et al. 2019, arXiv:1810.04805), as Hugging Face's
# BertForSequenceClassification computes it. Weights come in under their Hugging Face names.
class Bert(Module):
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

  # ids and mask: [batch, tokens], int64; mask is 1 for a token and 0 for padding.
  # Returns the logits: [batch, labels], float32.
  def forward(self: __torch__.Bert, ids: Tensor, mask: Tensor, weights: Dict[str, Tensor]) -> Tensor:
    hidden = self.embed(weights, ids)
    bias = __torch__.attention_bias(mask, hidden)
    for i in range(self.layers):
      hidden = self.layer(weights, "bert.encoder.layer.{}.".format(i), hidden, bias)
    pooled = torch.tanh(__torch__.linear(weights, "bert.pooler.dense", hidden[:, 0]))
    pooled = torch.dropout(pooled, self.classifier_dropout, self.training)
    return __torch__.linear(weights, "classifier", pooled).to(6)

  def embed(self: __torch__.Bert, weights: Dict[str, Tensor], ids: Tensor) -> Tensor:
    words = torch.embedding(weights["bert.embeddings.word_embeddings.weight"], ids)
    positions = weights["bert.embeddings.position_embeddings.weight"][:ids.size(1)]
    types = weights["bert.embeddings.token_type_embeddings.weight"][0]
    hidden = __torch__.layer_norm(weights, "bert.embeddings.LayerNorm", words + types + positions, self.epsilon)
    return torch.dropout(hidden, self.hidden_dropout, self.training).to(self.compute)

  def layer(self: __torch__.Bert, weights: Dict[str, Tensor], name: str, hidden: Tensor, bias: Optional[Tensor]) -> Tensor:
    attended = self.attention(weights, name + "attention.", hidden, bias)
    inner = __torch__.linear_gelu(weights, name + "intermediate.dense", attended)
    return self.residual(weights, name + "output.", inner, attended)

  def attention(self: __torch__.Bert, weights: Dict[str, Tensor], name: str, hidden: Tensor, bias: Optional[Tensor]) -> Tensor:
    B = hidden.size(0)
    S = hidden.size(1)
    q = __torch__.linear(weights, name + "self.query", hidden).view([B, S, self.heads, -1]).transpose(1, 2)
    k = __torch__.linear(weights, name + "self.key", hidden).view([B, S, self.heads, -1]).transpose(1, 2)
    v = __torch__.linear(weights, name + "self.value", hidden).view([B, S, self.heads, -1]).transpose(1, 2)
    p = self.attention_dropout if self.training else 0.0
    context = torch.scaled_dot_product_attention(q, k, v, bias, p)
    context = context.transpose(1, 2).reshape([B, S, -1])
    return self.residual(weights, name + "output.", context, hidden)

  def residual(self: __torch__.Bert, weights: Dict[str, Tensor], name: str, x: Tensor, residual: Tensor) -> Tensor:
    x = torch.dropout(__torch__.linear(weights, name + "dense", x), self.hidden_dropout, self.training)
    return __torch__.layer_norm(weights, name + "LayerNorm", x + residual, self.epsilon)
