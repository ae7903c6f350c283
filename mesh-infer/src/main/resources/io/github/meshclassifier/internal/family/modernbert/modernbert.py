# ModernBERT for sequence classification (Warner et al. 2024, arXiv:2412.13663), as Hugging Face's
# ModernBertForSequenceClassification computes it: positions are angles by which queries and keys turn,
# most layers attend to near tokens alone, feed-forward layers are gated, and norms stand before them.
class Model(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  layers : int
  heads : int
  epsilon : float
  activation : str
  head_activation : str
  reach : int
  kinds : str
  global_theta : float
  local_theta : float
  pooling : str
  hidden_dropout : float
  attention_dropout : float
  classifier_dropout : float
  compute : int
  noise : List[Tensor]

  # ids and layout: int64, as layers.py says. Returns the logits: [batch, labels], float32.
  def forward(self: __torch__.Model, ids: Tensor, layout: Tensor, weights: Dict[str, Tensor]) -> Tensor:
    bounds = __torch__.bounds(layout)
    places = __torch__.places(ids, bounds)
    hidden = torch.embedding(weights["model.embeddings.tok_embeddings.weight"], ids)
    hidden = __torch__.layer_norm(self, weights, "model.embeddings.norm", hidden)
    hidden = __torch__.dropout(self, hidden.to(self.compute))
    padding = __torch__.attention_bias(layout, hidden)
    owners = layout if len(bounds) == 1 else torch.repeat_interleave(layout).unsqueeze(0)
    band = self.band(owners, hidden)
    everywhere = self.angles(places, self.global_theta, hidden)
    nearby = self.angles(places, self.local_theta, hidden)
    for i in range(self.layers):
      local = torch.slice(self.kinds, i, i + 1, 1) == "L"
      first = i == self.layers - 1 and self.pooling == "cls"
      hidden = self.layer(weights, i, local, first, hidden, nearby if local else everywhere, bounds, band if local else padding)
    pooled = self.pool(weights, hidden, layout, bounds)
    pooled = __torch__.activated(self.head_activation, __torch__.linear(weights, "head.dense", pooled))
    pooled = __torch__.layer_norm(self, weights, "head.norm", pooled)
    pooled = torch.dropout(pooled, self.classifier_dropout, self.training)
    return __torch__.linear(weights, "classifier", pooled).to(6)

  def pool(self: __torch__.Model, weights: Dict[str, Tensor], hidden: Tensor, layout: Tensor, bounds: List[int]) -> Tensor:
    if self.pooling == "cls":
      return __torch__.layer_norm(self, weights, "model.final_norm", __torch__.rows(self, hidden, bounds))
    hidden = __torch__.layer_norm(self, weights, "model.final_norm", hidden.to(6))
    if len(bounds) == 1:
      kept = layout.to(6).unsqueeze(2)
      return torch.sum(hidden * kept, [1]) / torch.sum(kept, [1])
    means = annotate(List[Tensor], [])
    for i in range(len(bounds) - 1):
      means.append(torch.mean(hidden[:, bounds[i]:bounds[i + 1]], [1]))
    return torch.cat(means)

  # Cosines and sines of the angles of each place, [tokens, size of a head], of both its halves alike.
  def angles(self: __torch__.Model, places: Tensor, theta: float, hidden: Tensor) -> Tuple[Tensor, Tensor]:
    size = hidden.size(2) // self.heads
    rates = torch.reciprocal(torch.pow(theta, torch.arange(0, size, 2, dtype=6, device=hidden.device) / size))
    angles = places.to(6).unsqueeze(1) * rates
    angles = torch.cat([angles, angles], 1)
    return (torch.cos(angles), torch.sin(angles))

  # Where the first token alone is read in the end, it alone asks in the last layer.
  def layer(self: __torch__.Model, weights: Dict[str, Tensor], i: int, local: bool, first: bool, hidden: Tensor, angles: Tuple[Tensor, Tensor], bounds: List[int], bias: Optional[Tensor]) -> Tensor:
    name = "model.layers.{}.".format(i)
    x = hidden if i == 0 else __torch__.layer_norm(self, weights, name + "attn_norm", hidden)
    width = hidden.size(2)
    joined = __torch__.linear_joined_qkv(weights, name + "attn.Wqkv", x)
    v = __torch__.split_heads(self, torch.narrow(joined, 2, 2 * width, width))
    turned = self.turn(joined[:, :, :2 * width], angles)
    q = torch.narrow(turned, 1, 0, self.heads)
    k = torch.narrow(turned, 1, self.heads, self.heads)
    if local:
      context = self.attend_nearby(q, k, v, bias)
      context = __torch__.ends(context, bounds, False) if first else context
    else:
      # At the first place all angles are 0.
      asking = __torch__.split_heads(self, __torch__.ends(joined, bounds, False)[:, :, :width]) if first else q
      context = __torch__.attend(self, asking, k, v, bounds, bias)
    attended = __torch__.dropout(self, __torch__.linear(weights, name + "attn.Wo", context))
    attended = attended + (__torch__.ends(hidden, bounds, False) if first else hidden)
    inner = __torch__.linear(weights, name + "mlp.Wi", __torch__.layer_norm(self, weights, name + "mlp_norm", attended))
    half = inner.size(2) // 2
    gated = __torch__.activated(self.activation, inner[:, :, :half]) * inner[:, :, half:]
    return attended + __torch__.linear(weights, name + "mlp.Wo", __torch__.dropout(self, gated))

  # Queries and keys side by side, split into heads and turned: [batch, 2 * heads, tokens, size].
  def turn(self: __torch__.Model, x: Tensor, angles: Tuple[Tensor, Tensor]) -> Tensor:
    x = x.view([x.size(0), x.size(1), 2 * self.heads, -1]).transpose(1, 2)
    half = x.size(3) // 2
    quarter = torch.cat([torch.neg(torch.narrow(x, 3, half, half)), torch.narrow(x, 3, 0, half)], 3)
    cosines, sines = angles
    return (x * cosines + quarter * sines).to(x.dtype)

  # Near attention is computed in blocks of tokens that ask, each with its neighbours on both sides as far
  # as it reaches, whatever sequences they belong to; so it costs the same for each token of long texts.
  def block(self: __torch__.Model, tokens: int) -> Tuple[int, int, int]:
    size = min(2 * self.reach, tokens)
    blocks = (tokens + size - 1) // size
    return (size, blocks, self.reach if blocks > 1 else 0)

  # What keeps those who ask from tokens out of reach or of another owner: [batch * blocks, 1, asking,
  # tokens]; None where there are no such tokens. owners: [batch, tokens], the number of the sequence that
  # a token belongs to.
  def band(self: __torch__.Model, owners: Tensor, like: Tensor) -> Optional[Tensor]:
    bias : Optional[Tensor] = None
    tokens = owners.size(1)
    if tokens > self.reach + 1 or int(owners.min()) != int(owners.max()):
      size, blocks, more = self.block(tokens)
      missing = size * blocks - tokens
      asking = torch.constant_pad_nd(owners, [0, missing], -1).view([owners.size(0), blocks, size, 1])
      asked = torch.constant_pad_nd(owners, [more, missing + more], -1).unfold(1, size + 2 * more, size).unsqueeze(2)
      here = torch.arange(size, device=owners.device).unsqueeze(1)
      there = torch.arange(-more, size + more, device=owners.device)
      far = torch.logical_or(asking != asked, torch.abs(here - there) > self.reach)
      bias = far.to(like.dtype).mul(-10000.0).flatten(0, 1).unsqueeze(1)
    return bias

  # As attend of layers.py, between tokens that are near: [batch, tokens, heads * size].
  def attend_nearby(self: __torch__.Model, q: Tensor, k: Tensor, v: Tensor, band: Optional[Tensor]) -> Tensor:
    tokens = q.size(2)
    size, blocks, more = self.block(tokens)
    missing = size * blocks - tokens
    asking = torch.constant_pad_nd(q, [0, 0, 0, missing], 0).unfold(2, size, size).permute([0, 2, 1, 4, 3]).flatten(0, 1)
    keys = self.neighbours(k, size, more, missing)
    values = self.neighbours(v, size, more, missing)
    context = __torch__.attend_rectangle(self, asking, keys, values, band).transpose(1, 2).flatten(2)
    return context.reshape([q.size(0), size * blocks, -1])[:, :tokens]

  # [batch * blocks, heads, size + 2 * more, size of a head].
  def neighbours(self: __torch__.Model, x: Tensor, size: int, more: int, missing: int) -> Tensor:
    x = torch.constant_pad_nd(x, [0, 0, more, missing + more], 0)
    return x.unfold(2, size + 2 * more, size).permute([0, 2, 1, 4, 3]).flatten(0, 1)
