# XLNet for sequence classification (Yang et al. 2019, arXiv:1906.08237), as Hugging Face's
# XLNetForSequenceClassification computes it: attention in both directions by relative positions,
# the last token summarized. Sequences are padded at their beginning and end with <cls>.
class Model(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  layers : int
  heads : int
  epsilon : float
  activation : str
  clamp : int
  segment_ids : bool
  hidden_dropout : float
  attention_dropout : float
  classifier_dropout : float
  compute : int
  noise : List[Tensor]

  # ids and layout: int64, as layers.py says. Returns the logits: [batch, labels], float32.
  def forward(self: __torch__.Model, ids: Tensor, layout: Tensor, weights: Dict[str, Tensor]) -> Tensor:
    bounds = __torch__.bounds(layout)
    hidden = torch.embedding(weights["transformer.word_embedding.weight"], ids)
    hidden = __torch__.dropout(self, hidden.to(self.compute))
    tokens = int(layout.max()) if len(bounds) > 1 else ids.size(1)
    distances = __torch__.dropout(self, self.distances(hidden, tokens))
    padding = __torch__.attention_bias(layout, hidden)
    for i in range(self.layers):
      name = "transformer.layer.{}.".format(i)
      asking = __torch__.ends(hidden, bounds, True) if i == self.layers - 1 else hidden
      attended = self.attention(weights, name + "rel_attn.", asking, hidden, distances, bounds, padding)
      inner = __torch__.dropout(self, __torch__.feed_forward(self, weights, name + "ff.layer_1", attended))
      outer = __torch__.dropout(self, __torch__.linear(weights, name + "ff.layer_2", inner))
      hidden = __torch__.layer_norm(self, weights, name + "ff.layer_norm", outer + attended)
    last = __torch__.dropout(self, __torch__.rows(self, hidden, bounds))
    last = torch.tanh(__torch__.linear(weights, "sequence_summary.summary", last))
    last = torch.dropout(last, self.classifier_dropout, self.training)
    return __torch__.linear(weights, "logits_proj", last).to(6)

  # Sines and cosines of the distances from query to key: tokens, ..., 1 - tokens.
  def distances(self: __torch__.Model, hidden: Tensor, tokens: int) -> Tensor:
    width = hidden.size(2)
    distance = torch.arange(tokens, -tokens, -1, dtype=6, device=hidden.device)
    if self.clamp > 0:
      distance = torch.clamp(distance, -self.clamp, self.clamp)
    rate = torch.arange(0, width, 2, dtype=6, device=hidden.device) / width
    angles = distance.unsqueeze(1) / torch.pow(10000.0, rate)
    return torch.cat([torch.sin(angles), torch.cos(angles)], 1).to(hidden.dtype)

  def attention(self: __torch__.Model, weights: Dict[str, Tensor], name: str, asking: Tensor, hidden: Tensor, distances: Tensor, bounds: List[int], padding: Optional[Tensor]) -> Tensor:
    queries, keys, values = __torch__.project_qkv(weights, name, asking, hidden)
    q = __torch__.split_heads(self, queries)
    k = __torch__.split_heads(self, keys)
    v = __torch__.split_heads(self, values)
    r = __torch__.project(weights, name + "r", distances).view([distances.size(0), self.heads, -1])
    if len(bounds) == 1:
      context = self.attend(weights, name, q, k, v, r, padding)
    else:
      contexts = annotate(List[Tensor], [])
      for i in range(len(bounds) - 1):
        begin = bounds[i]
        end = bounds[i + 1]
        part = q[:, :, begin:end] if q.size(2) == k.size(2) else q[:, :, i:i + 1]
        contexts.append(self.attend(weights, name, part, k[:, :, begin:end], v[:, :, begin:end], r, None))
      context = torch.cat(contexts, 1)
    attended = __torch__.dropout(self, __torch__.merge(weights, name + "o", context))
    return __torch__.layer_norm(self, weights, name + "layer_norm", attended + asking)

  # Those who ask are all tokens or the last one of each sequence.
  def attend(self: __torch__.Model, weights: Dict[str, Tensor], name: str, q: Tensor, k: Tensor, v: Tensor, r: Tensor, padding: Optional[Tensor]) -> Tensor:
    tokens = k.size(2)
    farthest = r.size(0) // 2
    bias = self.position_bias(weights, name, q, r[farthest - tokens:farthest + tokens])
    if padding is not None:
      bias = bias + padding
    if self.segment_ids:
      torch.add_(bias[:, :, :, -1], self.segment_bias(weights, name, q))
    return __torch__.attend(self, self.shift(weights, name + "r_w_bias", q), k, v, [0], bias)

  def shift(self: __torch__.Model, weights: Dict[str, Tensor], name: str, q: Tensor) -> Tensor:
    return q + weights[name].to(q.dtype).unsqueeze(1)

  # What distance adds to the scores: [batch, heads, asking, tokens]. r: [2 * tokens, heads, size].
  # Column d of the product is distance tokens - d, so query i meets key j in column tokens - i + j: a
  # view of rows that are one number shorter and begin after the first row's unused half. The last
  # token alone meets key j in column 1 + j.
  def position_bias(self: __torch__.Model, weights: Dict[str, Tensor], name: str, q: Tensor, r: Tensor) -> Tensor:
    B = q.size(0)
    D = q.size(3)
    S = r.size(0) // 2
    asking = self.shift(weights, name + "r_r_bias", q) * D ** -0.5
    if q.size(2) < S:
      return torch.matmul(asking, r[1:S + 1].permute([1, 2, 0]))
    asking = asking.transpose(0, 1).reshape([self.heads, B * S, D])
    product = torch.bmm(asking, r.permute([1, 2, 0])).view([self.heads, B, 2 * S * S])
    return product[:, :, S:].view([self.heads, B, S, 2 * S - 1])[:, :, :, :S].transpose(0, 1)

  # What <cls>, of segment 2 after text of segment 0, adds to the scores of its column: [batch,
  # heads, tokens]. seg_embed[0] is for equal segments and seg_embed[1] for different ones; a
  # query's softmax ignores what all its keys share, so their difference in one column is enough.
  # Padding, of segment 3, is masked anyway.
  def segment_bias(self: __torch__.Model, weights: Dict[str, Tensor], name: str, q: Tensor) -> Tensor:
    segments = weights[name + "seg_embed"].to(q.dtype)
    other = (segments[1] - segments[0]).unsqueeze(1)
    bias = torch.sum(self.shift(weights, name + "r_s_bias", q) * other, [-1]) * q.size(3) ** -0.5
    return torch.cat([bias[:, :, :-1], -bias[:, :, -1:]], 2)
