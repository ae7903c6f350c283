# One optimizer step over all weights: clip the gradients by their global norm, then AdamW
# (Loshchilov and Hutter 2019, arXiv:1711.05101) in one fused kernel for each group.
class AdamW(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  beta1 : float
  beta2 : float
  epsilon : float
  weight_decay : float
  max_norm : float

  # "decayed" weights shrink, "kept" ones (biases and layer normalizations) do not.
  # Returns the norm before clipping; a step that is not finite changes nothing.
  def step(self: __torch__.AdamW, rate: float, decayed: List[Tensor], decayed_gradients: List[Tensor], decayed_mean: List[Tensor], decayed_square: List[Tensor], decayed_steps: List[Tensor], kept: List[Tensor], kept_gradients: List[Tensor], kept_mean: List[Tensor], kept_square: List[Tensor], kept_steps: List[Tensor]) -> float:
    norms = torch._foreach_norm(decayed_gradients, 2) + torch._foreach_norm(kept_gradients, 2)
    total = float(torch.linalg_vector_norm(torch.stack(norms), 2))
    if total - total == 0.0:
      if total > self.max_norm:
        torch._foreach_mul_(decayed_gradients, self.max_norm / (total + 1e-6))
        torch._foreach_mul_(kept_gradients, self.max_norm / (total + 1e-6))
      torch._foreach_add_(decayed_steps, 1)
      torch._foreach_add_(kept_steps, 1)
      torch._fused_adamw_(decayed, decayed_gradients, decayed_mean, decayed_square, annotate(List[Tensor], []), decayed_steps, lr=rate, beta1=self.beta1, beta2=self.beta2, weight_decay=self.weight_decay, eps=self.epsilon, amsgrad=False, maximize=False)
      torch._fused_adamw_(kept, kept_gradients, kept_mean, kept_square, annotate(List[Tensor], []), kept_steps, lr=rate, beta1=self.beta1, beta2=self.beta2, weight_decay=0.0, eps=self.epsilon, amsgrad=False, maximize=False)
    torch._foreach_zero_(decayed_gradients)
    torch._foreach_zero_(kept_gradients)
    return total
