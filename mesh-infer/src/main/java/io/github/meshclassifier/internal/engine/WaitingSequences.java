package io.github.meshclassifier.internal.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The sequences that wait, and which of them share the next batch.
 *
 * <p>A batch begins with the sequence that has waited longest, so that none waits for ever. Where
 * batches are padded it takes those nearest to it in length, so that little is padding; else those
 * that came next. Interactive sequences go first, but of two batches in a row one is begun by bulk
 * work while there is any. Not thread-safe.
 */
final class WaitingSequences {
  /** Bulk sequences among which a batch is chosen. */
  private static final int BULK_CANDIDATES = 1024;

  /**
   * From how many batches of interactive sequences one is chosen; with more, some would wait
   * longer.
   */
  private static final int INTERACTIVE_BATCHES = 2;

  private final boolean padded;
  private final Deque<WaitingSequence> interactive = new ArrayDeque<>();
  private final Deque<WaitingSequence> bulk = new ArrayDeque<>();
  private boolean bulkIsNext;

  /**
   * Nothing waits yet.
   *
   * @param padded whether the sequences of a batch are padded to the longest
   */
  WaitingSequences(boolean padded) {
    this.padded = padded;
  }

  void add(WaitingSequence sequence) {
    queue(sequence.submission().urgency()).addLast(sequence);
  }

  private Deque<WaitingSequence> queue(Urgency urgency) {
    return urgency == Urgency.INTERACTIVE ? interactive : bulk;
  }

  boolean isEmpty() {
    return interactive.isEmpty() && bulk.isEmpty();
  }

  /** Returns how many interactive sequences wait, those included that nobody waits for any more. */
  int interactive() {
    return interactive.size();
  }

  int size() {
    return interactive.size() + bulk.size();
  }

  /** Takes out everything that nobody waits for any more. */
  List<WaitingSequence> removeAbandoned() {
    List<WaitingSequence> abandoned = new ArrayList<>();
    for (Deque<WaitingSequence> queue : List.of(interactive, bulk)) {
      for (WaitingSequence sequence : queue) {
        if (sequence.submission().abandoned()) {
          abandoned.add(sequence);
        }
      }
    }
    if (!abandoned.isEmpty()) {
      Set<WaitingSequence> removed = new HashSet<>(abandoned);
      interactive.removeIf(removed::contains);
      bulk.removeIf(removed::contains);
    }
    return abandoned;
  }

  List<WaitingSequence> removeAll() {
    List<WaitingSequence> all = new ArrayList<>(interactive);
    all.addAll(bulk);
    interactive.clear();
    bulk.clear();
    return all;
  }

  /**
   * Takes out the next batch; if memory runs out on the way, everything still waits.
   *
   * @param tokens the most tokens of a batch, padding included; a longer sequence is alone
   */
  List<WaitingSequence> nextBatch(int tokens) {
    boolean bulkLeads = interactive.isEmpty() || (bulkIsNext && !bulk.isEmpty());
    List<WaitingSequence> candidates = new ArrayList<>();
    long enough = padded ? (long) INTERACTIVE_BATCHES * tokens : tokens;
    List<WaitingSequence> urgent = oldest(interactive, Integer.MAX_VALUE, enough);
    List<WaitingSequence> patient =
        oldest(
            bulk, padded ? BULK_CANDIDATES : Integer.MAX_VALUE, padded ? Long.MAX_VALUE : tokens);
    candidates.addAll(bulkLeads ? patient : urgent);
    candidates.addAll(bulkLeads ? urgent : patient);
    if (candidates.isEmpty()) {
      return List.of();
    }
    List<WaitingSequence> batch =
        padded ? around(candidates.get(0), candidates, tokens) : first(candidates, tokens);
    Set<WaitingSequence> chosen = new HashSet<>(batch);
    interactive.removeIf(chosen::contains);
    bulk.removeIf(chosen::contains);
    bulkIsNext = !bulkLeads;
    return batch;
  }

  /** The first of them whose tokens, in sum, are allowed. */
  private static List<WaitingSequence> first(List<WaitingSequence> candidates, int tokens) {
    int count = 1;
    long sum = candidates.get(0).length();
    while (count < candidates.size() && sum + candidates.get(count).length() <= tokens) {
      sum += candidates.get(count).length();
      count++;
    }
    return List.copyOf(candidates.subList(0, count));
  }

  private static List<WaitingSequence> oldest(Deque<WaitingSequence> queue, int most, long tokens) {
    List<WaitingSequence> oldest = new ArrayList<>();
    long sum = 0;
    for (WaitingSequence sequence : queue) {
      if (oldest.size() == most || sum >= tokens) {
        break;
      }
      oldest.add(sequence);
      sum += sequence.length();
    }
    return oldest;
  }

  /** Grows a batch from one sequence to its neighbours by length while the tokens allow. */
  static List<WaitingSequence> around(
      WaitingSequence first, List<WaitingSequence> candidates, int tokens) {
    candidates.sort(Comparator.comparingInt(WaitingSequence::length));
    int low = candidates.indexOf(first);
    int high = low;
    while (true) {
      int rows = high - low + 2;
      long longest = candidates.get(high).length();
      boolean shorter = low > 0 && rows * longest <= tokens;
      boolean longer =
          high + 1 < candidates.size() && (long) rows * candidates.get(high + 1).length() <= tokens;
      if (shorter && longer) {
        int below = candidates.get(low).length() - candidates.get(low - 1).length();
        int above = candidates.get(high + 1).length() - candidates.get(high).length();
        longer = above <= below;
      }
      if (longer) {
        high++;
      } else if (shorter) {
        low--;
      } else {
        return List.copyOf(candidates.subList(low, high + 1));
      }
    }
  }
}
