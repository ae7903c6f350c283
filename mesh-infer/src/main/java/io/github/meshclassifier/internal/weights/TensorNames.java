package io.github.meshclassifier.internal.weights;

import io.github.meshclassifier.internal.message.Printable;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the tensors a program needs among the names of a checkpoint, which may lack the prefix of
 * the encoder, such as {@code bert.}, and may call the weight and bias of a layer normalization
 * {@code gamma} and {@code beta}, as checkpoints converted from TensorFlow do.
 *
 * @param found the checkpoint's names by those that the program uses
 * @param missing what the checkpoint lacks, as the program calls it, in the order asked for
 * @param unused what the program does not use, as the checkpoint calls it, in its order
 */
public record TensorNames(Map<String, String> found, List<String> missing, List<String> unused) {
  private static final int SHOWN = 5;

  /** LayerNorm, layer_norm, sa_layer_norm, output_layer_norm. */
  private static final Pattern NORM = Pattern.compile("(.*[nN]orm\\.)(weight|bias)");

  public TensorNames {
    found = Map.copyOf(found);
    missing = List.copyOf(missing);
    unused = List.copyOf(unused);
  }

  /**
   * Matches names. A tensor under its exact name wins over one that lacks the prefix, and each
   * tensor serves one name.
   *
   * @param wanted the names the program uses, such as {@code bert.embeddings.LayerNorm.weight}
   * @param prefix what the checkpoint's names may lack, with its dot; empty for nothing
   */
  public static TensorNames match(
      Collection<String> available, Collection<String> wanted, String prefix) {
    Set<String> left = new LinkedHashSet<>(available);
    Map<String, String> found = new LinkedHashMap<>();
    Set<String> missing = new LinkedHashSet<>();
    // Exact names first, so that no tolerant match takes a tensor away from its own name.
    for (String name : wanted) {
      if (left.remove(name)) {
        found.put(name, name);
      } else {
        missing.add(name);
      }
    }
    for (String name : List.copyOf(missing)) {
      for (String other : alternatives(name, prefix)) {
        if (left.remove(other)) {
          found.put(name, other);
          missing.remove(name);
          break;
        }
      }
    }
    return new TensorNames(found, List.copyOf(missing), List.copyOf(left));
  }

  private static List<String> alternatives(String name, String prefix) {
    String old = oldName(name);
    if (prefix.isEmpty() || !name.startsWith(prefix)) {
      return List.of(old);
    }
    return List.of(old, name.substring(prefix.length()), old.substring(prefix.length()));
  }

  private static String oldName(String name) {
    Matcher norm = NORM.matcher(name);
    if (!norm.matches()) {
      return name;
    }
    return norm.group(1) + (norm.group(2).equals("weight") ? "gamma" : "beta");
  }

  /** Returns the checkpoint's name of a tensor, or null if it has none. */
  public @Nullable String find(String wanted) {
    return found.get(wanted);
  }

  /**
   * Shows names from a file in a message; returns the first few, each cut after 40 characters, and
   * how many more there are.
   */
  public static String some(List<String> names) {
    return first(names.stream().map(Printable::clip).toList());
  }

  /**
   * Shows names that are no input in a message; returns the first few, and how many more there are.
   */
  public static String first(List<String> names) {
    String shown = String.join(", ", names.stream().limit(SHOWN).toList());
    return names.size() > SHOWN ? shown + " and " + (names.size() - SHOWN) + " more" : shown;
  }
}
