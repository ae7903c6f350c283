# What the names of weights tell.

# The bias of a layer; None if it has none.
def bias_of(weights: Dict[str, Tensor], name: str) -> Optional[Tensor]:
  bias : Optional[Tensor] = None
  if torch.__contains__(weights, name + ".bias"):
    bias = weights[name + ".bias"]
  return bias

# Whether a weight belongs to the layers, which are computed in the type of the model; the heads are
# float32, and so are embeddings.
def of_layer(name: str) -> bool:
  return torch.find(name, ".layer.") >= 0 or torch.find(name, ".layers.") >= 0 or torch.find(name, "embeddings_project.") >= 0

def is_matrix(name: str) -> bool:
  return torch.slice(name, -7, 9223372036854775807, 1) == ".weight"
