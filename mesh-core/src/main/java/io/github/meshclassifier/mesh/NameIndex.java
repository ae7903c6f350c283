package io.github.meshclassifier.mesh;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/** Finds descriptors by name. Immutable and thread-safe. */
final class NameIndex {
  /*
   * Names are numbered: first the headings in the order of the descriptors, then all entry terms.
   * Each index is a sorted array of (hash of the normal form << 32 | number), which costs 8 bytes a
   * name, has no bad case that crafted input could reach, and needs no copy of a normal form:
   * candidates with the hash of a query are few, so their forms are computed again to compare them.
   * Equal names have equal forms, so the same index finds exact matches.
   */
  private static final String INVERSION = ", ";

  private final String[] names;
  private final int[] owners;
  private final int headings;
  private final long[] normal;
  private final long[] inverted;

  NameIndex(List<Descriptor> descriptors) {
    headings = descriptors.size();
    int count = headings;
    for (Descriptor descriptor : descriptors) {
      count += descriptor.entryTerms().size();
    }
    names = new String[count];
    owners = new int[count];
    int next = headings;
    for (int i = 0; i < headings; i++) {
      Descriptor descriptor = descriptors.get(i);
      names[i] = descriptor.heading();
      owners[i] = i;
      for (String term : descriptor.entryTerms()) {
        names[next] = term;
        owners[next++] = i;
      }
    }
    normal = index(false);
    inverted = index(true);
  }

  int size() {
    return names.length;
  }

  /** Returns the descriptors, by number in ascending order, with exactly this heading. */
  int[] exactHeading(String name) {
    return owners(normal, NormalForm.hash(name, 0), i -> i < headings && names[i].equals(name));
  }

  /** Returns the descriptors with exactly this entry term. */
  int[] exactEntryTerm(String name) {
    return owners(normal, NormalForm.hash(name, 0), i -> i >= headings && names[i].equals(name));
  }

  /** Returns the descriptors of the best level of agreement that has any. */
  int[] best(String name) {
    int[] found = exactHeading(name);
    if (found.length == 0) {
      found = exactEntryTerm(name);
    }
    String form = NormalForm.of(name);
    if (found.length > 0 || form.isEmpty()) {
      return found;
    }
    found = tolerant(normal, form, false);
    if (found.length == 0 && isInverted(name)) {
      found = tolerant(normal, NormalForm.of(invert(name)), false);
    }
    if (found.length == 0) {
      found = tolerant(inverted, form, true);
    }
    return found;
  }

  private int[] tolerant(long[] index, String form, boolean invert) {
    int hash = form.hashCode();
    IntPredicate same = i -> NormalForm.of(invert ? invert(names[i]) : names[i]).equals(form);
    int[] found = owners(index, hash, i -> i < headings && same.test(i));
    return found.length > 0 ? found : owners(index, hash, i -> i >= headings && same.test(i));
  }

  private int[] owners(long[] index, int hash, IntPredicate accepted) {
    long first = (long) hash << 32;
    int at = Arrays.binarySearch(index, first);
    at = at < 0 ? -at - 1 : at;
    int[] found = {};
    for (; at < index.length && (int) (index[at] >> 32) == hash; at++) {
      int name = (int) index[at];
      // Names of one descriptor are neighbours, so its repetitions are too.
      if (accepted.test(name) && (found.length == 0 || found[found.length - 1] != owners[name])) {
        found = Arrays.copyOf(found, found.length + 1);
        found[found.length - 1] = owners[name];
      }
    }
    return found;
  }

  private long[] index(boolean invert) {
    long[] index = new long[names.length];
    int size = 0;
    for (int i = 0; i < names.length; i++) {
      String name = names[i];
      if (!invert || isInverted(name)) {
        int start = invert ? name.indexOf(INVERSION) + 1 : 0;
        index[size++] = ((long) NormalForm.hash(name, start) << 32) | i;
      }
    }
    index = size == index.length ? index : Arrays.copyOf(index, size);
    Arrays.sort(index);
    return index;
  }

  /** Only one comma makes an inversion: with more, which words belong together is a guess. */
  private static boolean isInverted(String name) {
    int comma = name.indexOf(INVERSION);
    return comma > 0 && name.indexOf(',', comma + 1) < 0;
  }

  /** Turns "Abdomen, Acute" into "Acute Abdomen". */
  private static String invert(String name) {
    int comma = name.indexOf(INVERSION);
    return name.substring(comma + INVERSION.length()) + ' ' + name.substring(0, comma);
  }
}
