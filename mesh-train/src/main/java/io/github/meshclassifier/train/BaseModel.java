package io.github.meshclassifier.train;

import io.github.meshclassifier.hub.HubDownloader;
import io.github.meshclassifier.hub.HubEvent;
import io.github.meshclassifier.hub.HubException;
import io.github.meshclassifier.hub.HubModel;
import io.github.meshclassifier.hub.HubSettings;
import io.github.meshclassifier.internal.tokenizer.Casing;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The checkpoint that training starts from. Immutable and thread-safe. */
sealed interface BaseModel {
  /**
   * Returns where its files are, downloading them first if need be.
   *
   * @throws HubException if they cannot be had
   */
  Path directory(Supplier<HubSettings> settings, Consumer<HubEvent> listener) throws HubException;

  /** Returns the casing it is known to have, null to go by its files alone. */
  @Nullable Casing casing();

  /** A checkpoint on disk. */
  record OnDisk(Path path) implements BaseModel {
    @Override
    public Path directory(Supplier<HubSettings> settings, Consumer<HubEvent> listener) {
      return path;
    }

    @Override
    public @Nullable Casing casing() {
      return null;
    }
  }

  /** A checkpoint on the Hub. */
  record OnHub(HubModel model) implements BaseModel {
    @Override
    public Path directory(Supplier<HubSettings> settings, Consumer<HubEvent> listener)
        throws HubException {
      return HubDownloader.builder()
          .settings(settings.get())
          .onEvent(listener)
          .build()
          .download(model);
    }

    @Override
    public @Nullable Casing casing() {
      return Backbone.ofHubId(model.id())
          .map(backbone -> backbone.cased() ? Casing.CASED : Casing.UNCASED)
          .orElse(null);
    }
  }
}
