class Embedding(Module):
  __parameters__ = ["weight", ]
  __buffers__ = []
  weight : Tensor
  training : bool
  def forward(self: __torch__.Embedding, ids: Tensor) -> Tensor:
    return torch.embedding(self.weight, ids)

class Linear(Module):
  __parameters__ = ["weight", "bias", ]
  __buffers__ = []
  weight : Tensor
  bias : Tensor
  training : bool
  def forward(self: __torch__.Linear, x: Tensor) -> Tensor:
    return torch.linear(x, self.weight, self.bias)

class LayerNorm(Module):
  __parameters__ = ["weight", "bias", ]
  __buffers__ = []
  weight : Tensor
  bias : Tensor
  training : bool
  def forward(self: __torch__.LayerNorm, x: Tensor) -> Tensor:
    return torch.layer_norm(x, [$hidden], self.weight, self.bias, $epsilon)

class BertEmbeddings(Module):
  __parameters__ = []
  __buffers__ = []
  word_embeddings : __torch__.Embedding
  position_embeddings : __torch__.Embedding
  token_type_embeddings : __torch__.Embedding
  LayerNorm : __torch__.LayerNorm
  training : bool
  def forward(self: __torch__.BertEmbeddings, ids: Tensor) -> Tensor:
    words = (self.word_embeddings).forward(ids, )
    types = (self.token_type_embeddings).forward(torch.zeros_like(ids), )
    positions = (self.position_embeddings).forward(torch.unsqueeze(torch.arange(ids.size(1), dtype=4), 0), )
    return (self.LayerNorm).forward(words + types + positions, )

class BertSdpaSelfAttention(Module):
  __parameters__ = []
  __buffers__ = []
  query : __torch__.Linear
  key : __torch__.Linear
  value : __torch__.Linear
  training : bool
  def forward(self: __torch__.BertSdpaSelfAttention, hidden: Tensor, mask: Tensor) -> Tensor:
    B = hidden.size(0)
    S = hidden.size(1)
    q = (self.query).forward(hidden, ).view([B, S, $heads, -1]).transpose(1, 2)
    k = (self.key).forward(hidden, ).view([B, S, $heads, -1]).transpose(1, 2)
    v = (self.value).forward(hidden, ).view([B, S, $heads, -1]).transpose(1, 2)
    context = torch.scaled_dot_product_attention(q, k, v, mask, 0., False)
    return context.transpose(1, 2).reshape([B, S, $hidden])

class BertSelfOutput(Module):
  __parameters__ = []
  __buffers__ = []
  dense : __torch__.Linear
  LayerNorm : __torch__.LayerNorm
  training : bool
  def forward(self: __torch__.BertSelfOutput, x: Tensor, residual: Tensor) -> Tensor:
    return (self.LayerNorm).forward((self.dense).forward(x, ) + residual, )

class BertAttention(Module):
  __parameters__ = []
  __buffers__ = []
  self : __torch__.BertSdpaSelfAttention
  output : __torch__.BertSelfOutput
  training : bool
  def forward(self: __torch__.BertAttention, hidden: Tensor, mask: Tensor) -> Tensor:
    return (self.output).forward((self.self).forward(hidden, mask, ), hidden, )

class BertIntermediate(Module):
  __parameters__ = []
  __buffers__ = []
  dense : __torch__.Linear
  training : bool
  def forward(self: __torch__.BertIntermediate, x: Tensor) -> Tensor:
    return torch.gelu((self.dense).forward(x, ))

class BertLayer(Module):
  __parameters__ = []
  __buffers__ = []
  attention : __torch__.BertAttention
  intermediate : __torch__.BertIntermediate
  output : __torch__.BertSelfOutput
  training : bool
  def forward(self: __torch__.BertLayer, hidden: Tensor, mask: Tensor) -> Tensor:
    attended = (self.attention).forward(hidden, mask, )
    return (self.output).forward((self.intermediate).forward(attended, ), attended, )

class ModuleList(Module):
  __parameters__ = []
  __buffers__ = []
  __annotations__ = []
$layer_attributes
  training : bool

class BertEncoder(Module):
  __parameters__ = []
  __buffers__ = []
  layer : __torch__.ModuleList
  training : bool
  def forward(self: __torch__.BertEncoder, hidden: Tensor, mask: Tensor) -> Tensor:
    layers = self.layer
$layer_calls
    return hidden

class BertPooler(Module):
  __parameters__ = []
  __buffers__ = []
  dense : __torch__.Linear
  training : bool
  def forward(self: __torch__.BertPooler, hidden: Tensor) -> Tensor:
    return torch.tanh((self.dense).forward(torch.select(hidden, 1, 0), ))

class BertModel(Module):
  __parameters__ = []
  __buffers__ = []
  embeddings : __torch__.BertEmbeddings
  encoder : __torch__.BertEncoder
  pooler : __torch__.BertPooler
  training : bool
  def forward(self: __torch__.BertModel, ids: Tensor, mask: Tensor) -> Tensor:
    visible = mask.to(6).view([mask.size(0), 1, 1, mask.size(1)])
    additive = torch.mul(torch.rsub(visible, 1.), -3.4028234663852886e+38)
    hidden = (self.encoder).forward((self.embeddings).forward(ids, ), additive, )
    return (self.pooler).forward(hidden, )

class BertForSequenceClassification(Module):
  __parameters__ = []
  __buffers__ = []
  bert : __torch__.BertModel
  classifier : __torch__.Linear
  training : bool
  def forward(self: __torch__.BertForSequenceClassification, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
    return (self.classifier).forward((self.bert).forward(input_ids, attention_mask, ), )
