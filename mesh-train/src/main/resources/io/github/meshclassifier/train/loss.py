# Losses on logits, the mean over articles and labels, the articles weighted or not. Binary cross-entropy, focal loss (Lin et al.
# 2017, arXiv:1708.02002) and asymmetric loss (Ridnik et al. 2021, arXiv:2009.14119) are one
# formula; see TrainingLoss. Everything is computed from logarithms of the scores, which no logit
# makes overflow.
class Loss(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  positive_gamma : float
  negative_gamma : float
  margin : float
  smoothing : float

  # logits and targets: [articles, labels]; weights of positives: [labels].
  def mean(self: __torch__.Loss, logits: Tensor, targets: Tensor, positive_weights: Tensor) -> Tensor:
    return -torch.mean(self.gains(logits, targets, positive_weights))

  # Weights of articles: [articles].
  def weighted_mean(self: __torch__.Loss, logits: Tensor, targets: Tensor, positive_weights: Tensor, article_weights: Tensor) -> Tensor:
    gains = torch.mean(self.gains(logits, targets, positive_weights), [1])
    return -torch.sum(gains * article_weights) / torch.sum(article_weights)

  # The loss of each article and label, negative.
  def gains(self: __torch__.Loss, logits: Tensor, targets: Tensor, positive_weights: Tensor) -> Tensor:
    expected = targets * (1.0 - self.smoothing) + 0.5 * self.smoothing
    log_score = torch.log_sigmoid(logits)
    log_rest = torch.log_sigmoid(-logits)
    positive = torch.exp(self.positive_gamma * log_rest) * log_score * positive_weights
    negative = torch.exp(self.negative_gamma * log_score) * log_rest
    if self.margin > 0.0:
      # Where a score is below the margin the loss is 0 and flat. The floor keeps the slope of the
      # power finite there, and does not change the product, whose other factor is 0.
      shifted = torch.clamp_min(torch.sigmoid(logits) - self.margin, 1e-30)
      rest = torch.clamp_max(torch.sigmoid(-logits) + self.margin, 1.0)
      negative = torch.pow(shifted, self.negative_gamma) * torch.log(rest)
    return expected * positive + (1.0 - expected) * negative
