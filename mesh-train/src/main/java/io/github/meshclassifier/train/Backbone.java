package io.github.meshclassifier.train;

import java.util.Arrays;
import java.util.Optional;

/**
 * A pretrained transformer that training can start from, as its authors publish it on the Hugging
 * Face Hub.
 *
 * <p>Any other checkpoint of the same architectures is named by its directory or its {@code hf://}
 * address instead.
 */
public enum Backbone {
  /**
   * BERT, lower case, pretrained on books and Wikipedia.
   *
   * @see <a href="https://arxiv.org/abs/1810.04805">Devlin et al. 2019</a>
   */
  BERT_BASE_UNCASED("google-bert/bert-base-uncased", false),

  /**
   * BioBERT 1.2: BERT with a cased vocabulary, pretrained further on PubMed abstracts.
   *
   * @see <a href="https://doi.org/10.1093/bioinformatics/btz682">Lee et al. 2020</a>
   */
  BIOBERT("dmis-lab/biobert-base-cased-v1.2", true),

  /**
   * RoBERTa, cased, pretrained longer and on more text than BERT.
   *
   * @see <a href="https://arxiv.org/abs/1907.11692">Liu et al. 2019</a>
   */
  ROBERTA_BASE("FacebookAI/roberta-base", true),

  /**
   * DistilRoBERTa: six layers distilled from RoBERTa, about twice as fast.
   *
   * @see <a href="https://arxiv.org/abs/1910.01108">Sanh et al. 2019</a>
   */
  DISTILROBERTA_BASE("distilbert/distilroberta-base", true),

  /**
   * XLNet, cased, pretrained autoregressively over permutations of the text.
   *
   * @see <a href="https://arxiv.org/abs/1906.08237">Yang et al. 2019</a>
   */
  XLNET_BASE_CASED("xlnet/xlnet-base-cased", true);

  private static final int PRETRAINED_TOKENS = 512;

  private final String hubId;
  private final boolean cased;

  Backbone(String hubId, boolean cased) {
    this.hubId = hubId;
    this.cased = cased;
  }

  /**
   * Returns its repository.
   *
   * @return {@code owner/name} on the Hugging Face Hub
   */
  public String hubId() {
    return hubId;
  }

  /**
   * Returns whether its vocabulary tells upper case from lower case.
   *
   * @return false if texts are lower-cased before they are tokenized
   */
  public boolean cased() {
    return cased;
  }

  /**
   * Returns the longest sequence it was pretrained on, special tokens included. XLNet has no limit
   * of its own and takes longer ones; the others do not.
   *
   * @return tokens
   */
  public int maxTokens() {
    return PRETRAINED_TOKENS;
  }

  /** Finds the backbone of a repository, so that an address gets the same checks as a constant. */
  static Optional<Backbone> ofHubId(String id) {
    return Arrays.stream(values()).filter(backbone -> backbone.hubId.equals(id)).findFirst();
  }
}
