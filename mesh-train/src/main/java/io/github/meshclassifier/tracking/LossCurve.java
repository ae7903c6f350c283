package io.github.meshclassifier.tracking;

import java.util.ArrayList;
import java.util.List;

/**
 * The losses of any number of steps in at most 256 stretches of equal length, which is doubled when
 * they are too many.
 *
 * <p>Not thread-safe.
 */
final class LossCurve {
  private static final int MOST = 256;

  private record Stretch(long lastStep, double sum, int count) {
    Stretch join(Stretch next) {
      return new Stretch(next.lastStep, sum + next.sum, count + next.count);
    }
  }

  private final List<Stretch> stretches = new ArrayList<>();
  private int length = 1;

  void add(long step, double loss) {
    Stretch added = new Stretch(step, loss, 1);
    int last = stretches.size() - 1;
    if (last >= 0 && stretches.get(last).count < length) {
      stretches.set(last, stretches.get(last).join(added));
      return;
    }
    if (stretches.size() == MOST) {
      for (int i = 0; i < MOST / 2; i++) {
        stretches.set(i, stretches.get(2 * i).join(stretches.get(2 * i + 1)));
      }
      stretches.subList(MOST / 2, MOST).clear();
      length *= 2;
    }
    stretches.add(added);
  }

  /** Forgets the stretches that reach beyond a step. */
  void forgetAfter(long step) {
    stretches.removeIf(stretch -> stretch.lastStep > step);
  }

  List<TrackedRun.Loss> points() {
    return stretches.stream()
        .map(stretch -> new TrackedRun.Loss(stretch.lastStep, stretch.sum / stretch.count))
        .toList();
  }
}
