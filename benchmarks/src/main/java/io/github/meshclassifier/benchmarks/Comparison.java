package io.github.meshclassifier.benchmarks;

import java.io.IOException;
import java.util.List;

/** Something that this library does, beside a peer that does the same; a part of the suite. */
interface Comparison {
  String name();

  /**
   * Measures.
   *
   * @param rounds how often each side takes its turn
   * @return what was measured, a row for each peer
   * @throws IOException if a file cannot be read or written
   * @throws InterruptedException if the thread is interrupted
   */
  List<Row> measure(int rounds) throws IOException, InterruptedException;

  /**
   * One library's time beside one peer's, as medians over rounds.
   *
   * @param task what both did
   * @param library the side of this library
   * @param peer the other side
   * @param unit what the times are for, such as {@code batch} or {@code article}
   * @param libraryMillis this library's time for a unit, in ms
   * @param peerMillis the peer's
   * @param ratio the peer's time by this library's: above 1, this library is faster
   * @param rounds how often each side ran
   */
  record Row(
      String task,
      String library,
      String peer,
      String unit,
      double libraryMillis,
      double peerMillis,
      double ratio,
      int rounds) {
    /** A row of two sides that took turns. */
    static Row of(
        String task, String library, String peer, String unit, TakingTurns turns, Sides sides) {
      return new Row(
          task,
          library,
          peer,
          unit,
          1e3 * turns.seconds(sides.library()) / sides.units(),
          1e3 * turns.seconds(sides.peer()) / sides.units(),
          turns.ratio(sides.peer(), sides.library()),
          turns.rounds());
    }
  }

  /**
   * Which sides of a measurement are meant.
   *
   * @param library the number of this library's side
   * @param peer the number of the peer's
   * @param units how many units a turn processes
   */
  record Sides(int library, int peer, int units) {}
}
