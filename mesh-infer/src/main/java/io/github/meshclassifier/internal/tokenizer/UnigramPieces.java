package io.github.meshclassifier.internal.tokenizer;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The pieces of a unigram language model with their scores: a word is cut so that the sum of the
 * scores is highest. See <a href="https://arxiv.org/abs/1804.10959">Subword Regularization</a>,
 * section 3. Immutable and thread-safe.
 */
final class UnigramPieces {
  /** Taken off the lowest score for a character that is no piece. */
  private static final double UNKNOWN_PENALTY = 10;

  private final PieceTable table;
  private final double[] scores;
  private final int unknown;
  private final double unknownScore;

  /**
   * Makes the tables.
   *
   * @param pieces the pieces, whose ids are their places from 0
   * @param scores the logarithms of their probabilities
   * @param unknown the id of what is no piece
   */
  UnigramPieces(Iterable<String> pieces, double[] scores, int unknown) {
    Map<String, Integer> ids = new LinkedHashMap<>();
    for (String piece : pieces) {
      ids.put(piece, ids.size());
    }
    this.table = new PieceTable(ids);
    this.scores = scores;
    this.unknown = unknown;
    this.unknownScore = Arrays.stream(scores).min().orElse(0) - UNKNOWN_PENALTY;
  }

  /** Returns the ids of a word, characters in a row that are no pieces as one. */
  int[] cut(char[] word) {
    double[] best = new double[word.length + 1];
    int[] starts = new int[word.length + 1];
    int[] ids = new int[word.length + 1];
    Arrays.fill(starts, -1);
    for (int from = 0, width; from < word.length; from += width) {
      width = Character.charCount(Character.codePointAt(word, from));
      boolean single = false;
      int end = Math.min(word.length, from + table.longest());
      int hash = 0;
      for (int to = from + 1; to <= end; to++) {
        hash = PieceTable.hash(hash, word[to - 1]);
        int id = table.find(word, from, to, hash);
        if (id >= 0) {
          single |= to == from + width;
          // Of equal sums the first one stays, as in the library.
          offer(best, starts, ids, from, to, best[from] + scores[id], id);
        }
      }
      if (!single) {
        offer(best, starts, ids, from, from + width, best[from] + unknownScore, unknown);
      }
    }
    return path(word, starts, ids);
  }

  private static void offer(
      double[] best, int[] starts, int[] ids, int from, int to, double score, int id) {
    if (starts[to] < 0 || score > best[to]) {
      best[to] = score;
      starts[to] = from;
      ids[to] = id;
    }
  }

  /** Walks back from the end of a word. */
  private int[] path(char[] word, int[] starts, int[] ids) {
    int[] reversed = new int[word.length];
    int size = 0;
    for (int end = word.length; end > 0; ) {
      int start = starts[end];
      int id = ids[end];
      if (id == unknown) {
        while (start > 0 && ids[start] == unknown) {
          start = starts[start];
        }
        // The joined characters may be a piece themselves.
        int whole = table.find(word, start, end, PieceTable.hash(word, start, end));
        id = whole < 0 ? unknown : whole;
      }
      reversed[size++] = id;
      end = start;
    }
    int[] result = new int[size];
    for (int i = 0; i < size; i++) {
      result[i] = reversed[size - 1 - i];
    }
    return result;
  }
}
