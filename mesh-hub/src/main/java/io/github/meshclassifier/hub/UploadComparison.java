package io.github.meshclassifier.hub;

import io.github.meshclassifier.hub.HubException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Finds out which files the repository lacks. Each file is hashed once, however often others commit
 * meanwhile. Not thread-safe.
 */
final class UploadComparison {
  private final UploadApi api;
  private final List<UploadFile> files;
  private final Map<String, String> large = new HashMap<>();
  private final Map<String, String> small = new HashMap<>();

  UploadComparison(UploadApi api, List<UploadFile> files) {
    this.api = api;
    this.files = files;
  }

  List<UploadChange> changes() throws HubException {
    Map<String, UploadApi.Plan> plans = api.plans(files);
    List<UploadChange> changes = new ArrayList<>();
    for (UploadFile file : files) {
      UploadApi.Plan plan = Objects.requireNonNull(plans.get(file.name()));
      if (plan.ignored()) {
        requireOptional(file);
        continue;
      }
      // Storage refuses objects without content.
      boolean isLarge = plan.large() && file.size() > 0;
      String hash = hash(file, isLarge);
      if (!plan.oid().equals(Optional.of(hash))) {
        changes.add(new UploadChange(file, isLarge, hash));
      }
    }
    return changes;
  }

  private String hash(UploadFile file, boolean isLarge) throws HubException {
    Map<String, String> known = isLarge ? large : small;
    String hash = known.get(file.name());
    if (hash == null) {
      try {
        hash = isLarge ? file.sha256() : file.gitBlob();
      } catch (IOException e) {
        throw UploadErrors.local(file, e);
      }
      known.put(file.name(), hash);
    }
    return hash;
  }

  private static void requireOptional(UploadFile file) throws HubException {
    if (ModelFolder.isEssential(file.name())) {
      Path path = file.path();
      throw HubException.of(Kind.CONFLICT, path, "the repository ignores a file the model needs")
          .expected("a .gitignore that lets " + HubException.shortened(file.name()) + " pass")
          .remedy("Correct the .gitignore of the repository.")
          .build();
    }
  }
}
