package io.github.meshclassifier.train;

import io.github.meshclassifier.hub.HubModel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which model of the Hub a directory holds, as the Hub's cache tells by its layout: {@code
 * models--<owner>--<name>/snapshots/<commit>}. Source: <a
 * href="https://huggingface.co/docs/huggingface_hub/guides/manage-cache">the cache's
 * documentation</a>.
 *
 * @param id the model's id on the Hub, such as {@code dmis-lab/biobert-base-cased-v1.2}
 * @param revision the commit, 40 hexadecimal digits
 */
record HubOrigin(String id, String revision) {
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
  private static final Pattern FOLDER = Pattern.compile("models--(.+)");

  /** Returns where a directory comes from, or empty if it is not in a cache of the Hub. */
  static Optional<HubOrigin> of(Path directory) {
    Path path = directory.toAbsolutePath().normalize();
    int names = path.getNameCount();
    if (names < 3 || !path.getName(names - 2).toString().equals("snapshots")) {
      return Optional.empty();
    }
    String commit = path.getName(names - 1).toString();
    Matcher folder = FOLDER.matcher(path.getName(names - 3).toString());
    if (!COMMIT.matcher(commit).matches() || !folder.matches()) {
      return Optional.empty();
    }
    String id = folder.group(1).replace("--", "/");
    return isId(id) ? Optional.of(new HubOrigin(id, commit)) : Optional.empty();
  }

  /** Tells whether a text can be the id of a model or a data set on the Hub. */
  static boolean isId(String text) {
    try {
      return text.length() <= 200
          && new HubModel(text, HubModel.DEFAULT_REVISION).id().equals(text);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Returns the id without its owner. */
  String name() {
    return id.substring(id.indexOf('/') + 1);
  }
}
