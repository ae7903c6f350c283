package io.github.meshclassifier.internal.engine;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.github.meshclassifier.internal.family.ModelFamily;
import io.github.meshclassifier.internal.family.WeightSpec;
import io.github.meshclassifier.internal.family.WeightSpec.Part;
import io.github.meshclassifier.internal.weights.Checkpoint;
import io.github.meshclassifier.internal.weights.TensorNames;
import io.github.meshclassifier.model.ModelLoadException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies the weights of a checkpoint into native arrays. Not thread-safe; its methods may be called
 * from any thread.
 */
public final class WeightLoader {
  private static final Logger LOG = LoggerFactory.getLogger(WeightLoader.class);

  /** What a Java buffer of floats can hold. */
  private static final long MOST_ELEMENTS = Integer.MAX_VALUE / Float.BYTES;

  private static final Pattern LAYER = Pattern.compile("\\.(layers?)\\.([0-9]{1,9})\\.");

  private WeightLoader() {}

  /**
   * What a checkpoint gave.
   *
   * @param arrays the weights it holds, in the order asked for
   * @param missing the weights to start afresh, in the order asked for
   * @param unused the names of what it holds beyond them and the usual pre-training heads, in its
   *     order
   */
  public record Loaded(
      Map<String, PtNDArray> arrays, List<WeightSpec> missing, List<String> unused) {}

  /**
   * Reads a fine-tuned checkpoint, of which nothing may be missing.
   *
   * <p>The arrays own their memory: they outlive the file, and a file that changes on disk later
   * cannot harm them. What the checkpoint holds and the program does not need is logged as a
   * warning, unless {@link ModelFamily#unneeded} names it.
   *
   * @param manager the owner of the arrays, which decides their device
   * @return the arrays, float32
   * @throws ModelLoadException if weights are missing, one has another shape than the program
   *     needs, or there are more layers than the configuration says
   */
  public static Loaded load(
      Checkpoint checkpoint, ModelFamily family, List<WeightSpec> specs, NDManager manager)
      throws ModelLoadException {
    return load(checkpoint, family, specs, EnumSet.noneOf(Part.class), manager);
  }

  /**
   * Reads a checkpoint to fine-tune, in which pooler and classification head may be missing.
   *
   * <p>Each of the two is used as a whole: where a tensor of it is missing or has another shape,
   * such as that of other labels, all of it is left to start afresh. Otherwise as {@link #load}.
   *
   * @throws ModelLoadException if weights of the encoder are missing or have another shape than the
   *     program needs, or there are more layers than the configuration says
   */
  public static Loaded loadPretrained(
      Checkpoint checkpoint, ModelFamily family, List<WeightSpec> specs, NDManager manager)
      throws ModelLoadException {
    return load(checkpoint, family, specs, EnumSet.of(Part.POOLER, Part.HEAD), manager);
  }

  private static Loaded load(
      Checkpoint checkpoint,
      ModelFamily family,
      List<WeightSpec> specs,
      Set<Part> replaceable,
      NDManager manager)
      throws ModelLoadException {
    TensorNames names =
        TensorNames.match(
            checkpoint.names(), specs.stream().map(WeightSpec::name).toList(), family.prefix());
    Set<Part> fresh = EnumSet.noneOf(Part.class);
    for (WeightSpec spec : specs) {
      if (replaceable.contains(spec.part()) && !fits(checkpoint, names, spec)) {
        fresh.add(spec.part());
      }
    }
    List<WeightSpec> wanted = specs.stream().filter(spec -> !fresh.contains(spec.part())).toList();
    List<WeightSpec> missing = specs.stream().filter(spec -> fresh.contains(spec.part())).toList();
    requireComplete(checkpoint, names, wanted);
    rejectUnreadLayers(checkpoint, family, specs, names.unused());
    List<String> unused = unused(family, names, missing);
    if (!unused.isEmpty()) {
      LOG.warn(
          "{}: {} tensors are not used: {}",
          checkpoint.location(),
          unused.size(),
          TensorNames.some(unused));
    }
    Map<WeightSpec, String> stored = new LinkedHashMap<>();
    for (WeightSpec spec : wanted) {
      String name = names.find(spec.name());
      if (name != null) {
        stored.put(spec, name);
      }
    }
    return new Loaded(ArrayReading.read(checkpoint, stored, manager), missing, unused);
  }

  private static boolean fits(Checkpoint checkpoint, TensorNames names, WeightSpec spec)
      throws ModelLoadException {
    String stored = names.find(spec.name());
    return stored != null && Arrays.equals(checkpoint.shape(stored), spec.dimensions());
  }

  private static void requireComplete(
      Checkpoint checkpoint, TensorNames names, List<WeightSpec> wanted) throws ModelLoadException {
    List<WeightSpec> missing = new ArrayList<>();
    for (WeightSpec spec : wanted) {
      String stored = names.find(spec.name());
      if (stored == null) {
        missing.add(spec);
      } else {
        checkShape(checkpoint, stored, spec);
      }
    }
    if (missing.isEmpty()) {
      return;
    }
    boolean encoder = missing.stream().anyMatch(spec -> spec.part() == Part.ENCODER);
    throw ModelLoadException.in(
            checkpoint.location(),
            "tensors are missing: "
                + TensorNames.first(missing.stream().map(WeightSpec::name).toList()))
        .expected(wanted.size() + " tensors")
        .found(wanted.size() - missing.size() + " of them")
        .remedy(
            !encoder
                ? "A pretrained checkpoint has to be fine-tuned before it can classify."
                : names.unused().isEmpty()
                    ? "Check that config.json belongs to these weights."
                    : "Check that config.json belongs to these weights, which also hold "
                        + TensorNames.some(names.unused())
                        + ".")
        .build();
  }

  /** Layers beyond those of config.json: without them the model would compute something else. */
  private static void rejectUnreadLayers(
      Checkpoint checkpoint, ModelFamily family, List<WeightSpec> specs, List<String> unused)
      throws ModelLoadException {
    Set<String> known = specs.stream().map(WeightSpec::name).collect(Collectors.toSet());
    int layers = 1 + specs.stream().mapToInt(spec -> layer(spec.name())).max().orElse(-1);
    for (String name : unused) {
      String full = name.startsWith(family.prefix()) ? name : family.prefix() + name;
      if (layer(full) >= layers && known.contains(LAYER.matcher(full).replaceFirst(".$1.0."))) {
        throw ModelLoadException.in(
                checkpoint.location(), "the weights have more layers than config.json")
            .expected(layers + " layers")
            .found("tensor " + name)
            .remedy(
                "Put the config.json and the weights of the same model side by side; to leave"
                    + " layers out, leave them out of both.")
            .build();
      }
    }
  }

  /** The number of the layer that a tensor belongs to, from 0, or -1 if it belongs to none. */
  private static int layer(String name) {
    Matcher matcher = LAYER.matcher(name);
    return matcher.find() ? Integer.parseInt(matcher.group(2)) : -1;
  }

  /** What no program needs, and the rests of a part that starts afresh. */
  private static List<String> unused(
      ModelFamily family, TensorNames names, List<WeightSpec> missing) {
    List<String> unused = new ArrayList<>();
    for (WeightSpec spec : missing) {
      String stored = names.find(spec.name());
      if (stored != null) {
        unused.add(stored);
      }
    }
    for (String name : names.unused()) {
      String bare =
          name.startsWith(family.prefix()) ? name.substring(family.prefix().length()) : name;
      if (family.unneeded().stream().noneMatch(bare::startsWith)) {
        unused.add(name);
      }
    }
    return unused;
  }

  private static void checkShape(Checkpoint checkpoint, String stored, WeightSpec spec)
      throws ModelLoadException {
    long[] found = checkpoint.shape(stored);
    if (checkpoint.elements(stored) > MOST_ELEMENTS) {
      throw ModelLoadException.in(
              checkpoint.location(), "tensor '" + stored + "' is too large for this library")
          .expected("at most " + MOST_ELEMENTS + " elements")
          .found(checkpoint.elements(stored))
          .build();
    }
    if (!Arrays.equals(found, spec.dimensions())) {
      throw ModelLoadException.in(
              checkpoint.location(),
              "tensor '" + stored + "' does not fit config.json and the labels")
          .expected("shape " + spec.shape())
          .found("shape " + Arrays.toString(found))
          .remedy(
              (spec.part() == Part.HEAD
                      ? "Where config.json has neither id2label nor num_labels, a model has two"
                          + " outputs. "
                      : "")
                  + "Put the config.json and the weights of the same model side by side.")
          .build();
    }
  }
}
