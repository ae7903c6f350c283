package io.github.meshclassifier.hub;

import io.github.meshclassifier.hub.HubException.Kind;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches models from the Hub into the cache that the official clients share: what Python has
 * fetched is not fetched again, and the other way round.
 *
 * <p>Thread-safe; threads and processes that ask for the same file at the same time wait for one of
 * them to fetch it.
 *
 * <pre>{@code
 * Path directory =
 *     HubDownloader.builder()
 *         .onEvent(System.out::println)
 *         .build()
 *         .download(HubModel.parse("hf://google-bert/bert-base-uncased"));
 * }</pre>
 *
 * <p>Only the files that this library reads are fetched: {@code config.json}, {@code
 * mesh-classifier.json}, the files of the tokenizer, and the weights in one form, which is the
 * first of {@code model.safetensors}, its shards, {@code pytorch_model.bin}, its shards, and {@code
 * model-int8.safetensors}. Each is verified: its size, and its SHA-256 or git hash.
 *
 * <p>An interrupted transfer is continued by the next one. What fails temporarily is tried again.
 */
public final class HubDownloader {
  private static final Logger LOG = LoggerFactory.getLogger(HubDownloader.class);

  private final HubSettings settings;
  private final Consumer<HubEvent> events;
  private final HubHttp http;

  private HubDownloader(HubSettings settings, Consumer<HubEvent> events) {
    this.settings = settings;
    this.events = events;
    this.http = new HubHttp(settings, events);
  }

  /**
   * Starts a downloader.
   *
   * @return a builder with the settings of the environment
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Fetches what is missing of a model.
   *
   * <p>A branch or tag is looked up each time. If the Hub cannot be reached, does not work or
   * refuses (an invalid token, access withdrawn, a repository that is gone), the commit it meant
   * the last time is taken if it is complete in the cache, with a warning in the log; that the Hub
   * knows the model but not the revision is an error all the same. A commit that is complete in the
   * cache needs no network.
   *
   * <p>The cache may be read-only: nothing is written where it has all that the Hub has of the
   * revision. Where it has enough of it to load the model, it is used with a warning.
   *
   * @param model the model
   * @return its directory in the cache, named after the commit; its files are shared, so they must
   *     not be changed
   * @throws HubException if the model cannot be had; its kind says why
   */
  public Path download(HubModel model) throws HubException {
    Objects.requireNonNull(model, "model");
    ModelCache cache = new ModelCache(settings, model);
    CachedModel cached = new CachedModel(cache, model);
    if (model.isCommit() && cached.isComplete(model.revision())) {
      return cached.use(model.revision(), events);
    }
    String known = cache.commit(model.revision());
    String lacking = known == null ? "revision " + model.revision() : cached.lacking(known);
    String usable = lacking == null ? known : null;
    if (settings.offline()) {
      if (usable != null) {
        return cached.use(usable, events);
      }
      throw offline(model, cache, lacking);
    }
    RepositoryListing listing;
    try {
      // With something to fall back on there is no reason to wait.
      listing = listing(model, usable != null ? 0 : settings.retries());
    } catch (HubException e) {
      if (usable != null && cacheMayServe(e)) {
        LOG.warn("Using {} as it is in the cache: {}", model, e.getMessage());
        return cached.use(usable, events);
      }
      throw e.kind() == Kind.OFFLINE ? unreachable(model, cache, lacking, e) : e;
    }
    if (cached.lacking(listing) == null) {
      cache.remember(model, listing);
      return cached.use(listing, events);
    }
    try {
      return new SnapshotDownload(http, settings, events, cache, model, listing).run();
    } catch (HubException e) {
      if (usable != null && e.kind() == Kind.STORAGE && usable.equals(listing.commit())) {
        LOG.warn("Using {} as it is in the cache: {}", model, e.getMessage());
        return cached.use(usable, events);
      }
      throw e;
    }
  }

  /**
   * Whether a failure leaves open what the revision means now. As the official Python client has
   * it, a refusal does: an expired token is no reason to stop using what is there already.
   */
  private static boolean cacheMayServe(HubException failure) {
    return switch (failure.kind()) {
      case OFFLINE, UNAVAILABLE, RATE_LIMITED, UNAUTHORIZED, GATED -> true;
      case NOT_FOUND -> !failure.isRevisionGone();
      default -> false;
    };
  }

  private RepositoryListing listing(HubModel model, int retries) throws HubException {
    HttpRequest request =
        http.request(http.api(model, "revision", model.revision(), "?blobs=true"))
            .header("Accept", "application/json")
            .build();
    return RepositoryListing.parse(
        http.ask(
            request,
            settings.answerTimeout(),
            retries,
            answer -> HubErrors.refusal(answer, model, "the model", settings)));
  }

  private static HubException offline(HubModel model, ModelCache cache, @Nullable String lacking) {
    return HubException.of(Kind.OFFLINE, model, "the network is switched off")
        .expected("the model in the cache at " + cache.directory())
        .found("no " + lacking)
        .remedy(
            "Unset HF_HUB_OFFLINE and TRANSFORMERS_OFFLINE to fetch it, or set HF_HUB_CACHE to a"
                + " cache that has it.")
        .build();
  }

  private HubException unreachable(
      HubModel model, ModelCache cache, @Nullable String lacking, HubException cause) {
    return HubException.of(
            Kind.OFFLINE, model, "the Hub at " + settings.endpoint() + " cannot be reached")
        .expected("the model in the cache at " + cache.directory())
        .found("no " + lacking)
        .remedy(
            "Check the network and the proxy ("
                + HubErrors.PROXY
                + "), or set HF_ENDPOINT to a mirror, or HF_HUB_CACHE to a cache that has the"
                + " model.")
        .cause(cause)
        .build();
  }

  /** Collects the options of a downloader. Not thread-safe. */
  public static final class Builder {
    private @Nullable HubSettings settings;
    private @Nullable Consumer<HubEvent> events;

    private Builder() {}

    /**
     * Sets where the Hub is, and where the cache. Default: {@link HubSettings#fromEnvironment}.
     *
     * @param value the settings
     * @return this builder
     * @throws IllegalStateException if they were set before
     */
    public Builder settings(HubSettings value) {
      settings = HubSettings.Builder.once("settings", settings, value);
      return this;
    }

    /**
     * Sets the listener of the download, called on the thread that downloads. Default: none.
     *
     * @param value called for each event; what it throws ends the download
     * @return this builder
     * @throws IllegalStateException if it was set before
     */
    public Builder onEvent(Consumer<HubEvent> value) {
      events = HubSettings.Builder.once("onEvent", events, value);
      return this;
    }

    /**
     * Returns the downloader.
     *
     * @return a new downloader
     * @throws IllegalArgumentException if the settings come from the environment and a variable
     *     cannot be read
     */
    public HubDownloader build() {
      return new HubDownloader(
          settings != null ? settings : HubSettings.fromEnvironment(),
          events != null ? events : event -> {});
    }
  }
}
