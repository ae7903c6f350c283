# What queries, keys and values of 8-bit layers come out in: float32, as oneDNN computes bfloat16 slowly
# or not at all on processors without it.
def attention_type() -> int:
  return 6
