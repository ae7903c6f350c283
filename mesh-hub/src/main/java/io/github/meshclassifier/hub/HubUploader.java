package io.github.meshclassifier.hub;

import io.github.meshclassifier.hub.HubException.Kind;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes model directories on the Hugging Face Hub.
 *
 * <pre>{@code
 * HubUploader.Commit commit = HubUploader.builder("owner/name").build().upload(Path.of("my-model"));
 * }</pre>
 *
 * <p>The repository is created if it is not there, private unless {@link
 * Builder#privateRepository(boolean)} says otherwise. All files appear in one commit or not at all.
 * Files that the repository has already are not sent, and if it has all of them there is no commit;
 * so an upload that was cut off is resumed by calling {@link #upload} again. Files of the
 * repository that the directory does not have stay.
 *
 * <p>Immutable and thread-safe if the event consumer is; uploads to one branch at the same time
 * follow each other.
 */
public final class HubUploader {
  /*
   * The commit names the state that the files were compared with as its parent. If someone else
   * commits meanwhile, the Hub refuses it, and the files are compared anew: a file that was left
   * out as unchanged may have changed.
   */

  /** The first line of a commit, unless another one is named. */
  public static final String DEFAULT_COMMIT_MESSAGE = "Upload model";

  /** How often files are compared anew when others commit at the same time. */
  private static final int MAX_ROUNDS = 4;

  private final HubModel model;
  private final HubSettings settings;
  private final boolean createRepository;
  private final boolean privateRepository;
  private final boolean createPullRequest;
  private final String commitMessage;
  private final @Nullable String parentCommit;
  private final Consumer<HubEvent> events;

  private HubUploader(Builder builder, HubSettings settings) {
    this.model =
        new HubModel(
            builder.id, builder.revision == null ? HubModel.DEFAULT_REVISION : builder.revision);
    this.settings = settings;
    this.createRepository = builder.createRepository == null || builder.createRepository;
    this.privateRepository = builder.privateRepository == null || builder.privateRepository;
    this.createPullRequest = builder.createPullRequest != null && builder.createPullRequest;
    this.commitMessage =
        builder.commitMessage == null ? DEFAULT_COMMIT_MESSAGE : builder.commitMessage;
    this.parentCommit = builder.parentCommit;
    this.events = builder.events == null ? event -> {} : builder.events;
  }

  /**
   * Starts an uploader.
   *
   * @param id the repository, {@code owner/name}, where the owner is a user or an organization
   * @return a builder without a value but this
   * @throws IllegalArgumentException if it is not such a name
   */
  public static Builder builder(String id) {
    return new Builder(id);
  }

  /**
   * Publishes the files of a model directory: its regular files and links to such, but no hidden
   * and no temporary ones. Sub-folders are left out, as no model of this library has any; what
   * training leaves there is not part of the model. The files must not change meanwhile.
   *
   * @param modelDirectory a directory with {@code config.json} and complete weights, as {@code
   *     MeshTrainer} or transformers' {@code save_pretrained} write it
   * @return the commit that holds the files; the newest one of the branch if it had them all
   *     before, which makes no pull request either
   * @throws HubException if the directory is not a complete model ({@link Kind#UNSUPPORTED}), a
   *     file cannot be read or is changed meanwhile ({@link Kind#STORAGE}), there is no token or it
   *     may not write ({@link Kind#UNAUTHORIZED}), there is no such branch ({@link
   *     Kind#NOT_FOUND}), the branch moved on, or others commit all the time ({@link
   *     Kind#CONFLICT}), the Hub or its storage fails ({@link Kind#OFFLINE}, {@link
   *     Kind#UNAVAILABLE}, {@link Kind#RATE_LIMITED}, {@link Kind#UNEXPECTED_ANSWER}), or the
   *     thread is interrupted ({@link Kind#INTERRUPTED}). Nothing is published then, unless the
   *     message says that the answer to the commit was lost
   */
  public Commit upload(Path modelDirectory) throws HubException {
    List<UploadFile> files = ModelFolder.files(modelDirectory.toAbsolutePath());
    if (settings.offline()) {
      throw UploadErrors.offline(model);
    }
    if (settings.token().isEmpty()) {
      throw UploadErrors.noToken(model);
    }
    HubHttp http = new HubHttp(settings, events);
    UploadApi api = new UploadApi(settings, http, model, createPullRequest);
    boolean created = createRepository && api.create(privateRepository);
    CommitSender sender = new CommitSender(settings, http, api, model, commitMessage);
    UploadComparison comparison = new UploadComparison(api, files);
    for (int round = 1; ; round++) {
      UploadApi.State state = api.state(model.revision());
      if (created && privateRepository && !state.hidden()) {
        throw UploadErrors.notPrivate(model);
      }
      List<UploadChange> changes = comparison.changes();
      events.accept(compared(state, files, changes));
      if (changes.isEmpty()) {
        return new Commit(state.commit(), sender.page(state.commit()), null);
      }
      boolean behind = parentCommit != null && !parentCommit.equals(state.commit());
      if (behind && !createPullRequest) {
        throw UploadErrors.movedOn(model, Objects.requireNonNull(parentCommit), state.commit());
      }
      sendLarge(api, http, changes);
      Optional<Commit> commit = commit(sender, changes, state.commit());
      if (commit.isPresent()) {
        return commit.get();
      }
      if (parentCommit != null || round == MAX_ROUNDS) {
        throw UploadErrors.movedOn(model, state.commit(), api.state(model.revision()).commit());
      }
      http.pause("the branch moved on", round, http.pause(round));
    }
  }

  private HubEvent compared(
      UploadApi.State state, List<UploadFile> files, List<UploadChange> changes) {
    List<UploadFile> changed = changes.stream().map(UploadChange::file).toList();
    return new HubEvent.Compared(
        model,
        state.commit(),
        sizes(changed),
        sizes(files.stream().filter(file -> !changed.contains(file)).toList()));
  }

  private static List<HubEvent.FileSize> sizes(List<UploadFile> files) {
    return files.stream().map(file -> new HubEvent.FileSize(file.name(), file.size())).toList();
  }

  private void sendLarge(UploadApi api, HubHttp http, List<UploadChange> changes)
      throws HubException {
    // Files with the same content are one object.
    Map<String, UploadFile> byHash = new LinkedHashMap<>();
    for (UploadChange change : changes) {
      if (change.large()) {
        byHash.putIfAbsent(change.hash(), change.file());
      }
    }
    LargeFileSender sender = new LargeFileSender(settings, http, api, events);
    List<String> hashes = List.copyOf(byHash.keySet());
    for (List<String> group : UploadApi.groups(hashes, UploadApi.MAX_FILES_AT_ONCE)) {
      Map<String, UploadFile> some = new LinkedHashMap<>();
      group.forEach(hash -> some.put(hash, Objects.requireNonNull(byHash.get(hash))));
      for (LargeFile file : api.largeFiles(some)) {
        sender.send(file);
      }
    }
  }

  private Optional<Commit> commit(CommitSender sender, List<UploadChange> changes, String newest)
      throws HubException {
    List<UploadFile> small = new ArrayList<>();
    for (UploadChange change : changes) {
      UploadFile file = change.file();
      try {
        file.requireUnchanged();
      } catch (IOException e) {
        throw UploadErrors.local(file, e);
      }
      if (!change.large()) {
        small.add(file);
        events.accept(new HubEvent.FileStarted(file.name(), 0, file.size()));
      }
    }
    Optional<Commit> commit =
        createPullRequest
            ? Optional.of(sender.propose(changes, parentCommit))
            : sender.commit(changes, newest);
    if (commit.isPresent()) {
      small.forEach(file -> events.accept(new HubEvent.FileDone(file.name(), file.size(), true)));
    }
    return commit;
  }

  /**
   * Returns what is set, without the token.
   *
   * @return one line for a log
   */
  @Override
  public String toString() {
    return "HubUploader["
        + model
        + ", createRepository="
        + createRepository
        + ", privateRepository="
        + privateRepository
        + ", createPullRequest="
        + createPullRequest
        + ", parentCommit="
        + parentCommit
        + "]";
  }

  /**
   * Collects what an upload needs. Each value can be set once.
   *
   * <p>Not thread-safe.
   */
  public static final class Builder {
    private static final int MAX_MESSAGE_LENGTH = 10_000;

    private final String id;
    private @Nullable HubSettings settings;
    private @Nullable String revision;
    private @Nullable Boolean createRepository;
    private @Nullable Boolean privateRepository;
    private @Nullable Boolean createPullRequest;
    private @Nullable String commitMessage;
    private @Nullable String parentCommit;
    private @Nullable Consumer<HubEvent> events;

    private Builder(String id) {
      this.id = new HubModel(id, HubModel.DEFAULT_REVISION).id();
      if (id.indexOf('/') < 0) {
        throw new IllegalArgumentException(
            "the repository must be owner/name, was '" + HubException.shortened(id) + "'");
      }
    }

    /**
     * Sets how to reach the Hub, with which token. Default: {@link HubSettings#fromEnvironment()}.
     *
     * @param value the settings
     * @return this builder
     * @throws IllegalStateException if it was set before
     */
    public Builder settings(HubSettings value) {
      settings = HubSettings.Builder.once("settings", settings, value);
      return this;
    }

    /**
     * Sets the branch. Default: {@link HubModel#DEFAULT_REVISION}. Other branches must exist.
     *
     * @param value a branch, or a pull request ({@code refs/pr/1}) to add a commit to
     * @return this builder
     * @throws IllegalArgumentException if it is no name of a branch, or a commit hash
     * @throws IllegalStateException if it was set before
     */
    public Builder revision(String value) {
      if (new HubModel(id, value).isCommit()) {
        throw new IllegalArgumentException(
            "the revision must be a branch, was the commit "
                + value
                + "; parentCommit says what to build on");
      }
      revision = HubSettings.Builder.once("revision", revision, value);
      return this;
    }

    /**
     * Sets whether the repository is created if it is not there. Default: true. One that is there
     * stays as it is: private or public, with its history.
     *
     * @param value false to require that it is there
     * @return this builder
     * @throws IllegalStateException if it was set before
     */
    public Builder createRepository(boolean value) {
      createRepository = HubSettings.Builder.once("createRepository", createRepository, value);
      return this;
    }

    /**
     * Sets whether a repository that is created is private. Default: true, since a private one is
     * made public with one click, but what was public may have been copied. Has no effect on a
     * repository that exists.
     *
     * @param value false to publish for all to see
     * @return this builder
     * @throws IllegalStateException if it was set before
     */
    public Builder privateRepository(boolean value) {
      privateRepository = HubSettings.Builder.once("privateRepository", privateRepository, value);
      return this;
    }

    /**
     * Sets whether the files are proposed as a new pull request instead of committed to the branch.
     * Default: false. Needs no right to write to the repository.
     *
     * @param value true to open a pull request
     * @return this builder
     * @throws IllegalStateException if it was set before
     */
    public Builder createPullRequest(boolean value) {
      createPullRequest = HubSettings.Builder.once("createPullRequest", createPullRequest, value);
      return this;
    }

    /**
     * Sets the first line of the commit, which is the title of a pull request too. Default: {@link
     * #DEFAULT_COMMIT_MESSAGE}.
     *
     * @param value one line with text in it, of at most 10,000 characters
     * @return this builder
     * @throws IllegalArgumentException if it is blank, too long, or more than a line
     * @throws IllegalStateException if it was set before
     */
    public Builder commitMessage(String value) {
      if (value.isBlank() || value.length() > MAX_MESSAGE_LENGTH || value.lines().count() != 1) {
        throw new IllegalArgumentException(
            "commitMessage must be one line of 1 to " + MAX_MESSAGE_LENGTH + " characters");
      }
      commitMessage = HubSettings.Builder.once("commitMessage", commitMessage, value.strip());
      return this;
    }

    /**
     * Sets the commit that must be the newest one of the branch, so that nothing is published on
     * top of work one has not seen; for a pull request, the commit that it changes. Default: none;
     * then whatever is there when the upload ends is built on.
     *
     * @param value 40 hexadecimal digits
     * @return this builder
     * @throws IllegalArgumentException if it is anything else
     * @throws IllegalStateException if it was set before
     */
    public Builder parentCommit(String value) {
      if (!HubModel.isCommit(value)) {
        throw new IllegalArgumentException(
            "parentCommit must have 40 hexadecimal digits, was '"
                + HubException.shortened(value)
                + "'");
      }
      parentCommit = HubSettings.Builder.once("parentCommit", parentCommit, value);
      return this;
    }

    /**
     * Sets the listener of the progress, called on the thread that called {@link
     * HubUploader#upload}. Default: none.
     *
     * @param value takes the events; an exception it throws ends the upload
     * @return this builder
     * @throws IllegalStateException if it was set before
     */
    public Builder onEvent(Consumer<HubEvent> value) {
      events = HubSettings.Builder.once("onEvent", events, value);
      return this;
    }

    /**
     * Returns the uploader.
     *
     * @return a new uploader
     * @throws IllegalArgumentException if the settings come from the environment, and a variable
     *     has a value that cannot be read
     */
    public HubUploader build() {
      return new HubUploader(this, settings == null ? HubSettings.fromEnvironment() : settings);
    }
  }

  /**
   * A state of a repository with all files of an upload in it.
   *
   * <p>Immutable and thread-safe.
   *
   * @param oid the commit hash, 40 hexadecimal digits; {@code hf://owner/name@oid} means this state
   *     for ever
   * @param url its page
   * @param pullRequest the page of the pull request that proposes it; null if it is on the branch
   */
  public record Commit(String oid, URI url, @Nullable URI pullRequest) {
    /**
     * Checks that the hash is one.
     *
     * @param oid the commit hash
     * @param url its page
     * @param pullRequest the page of the pull request, or null
     * @throws IllegalArgumentException if the hash is not of 40 hexadecimal digits
     */
    public Commit {
      Objects.requireNonNull(url, "url");
      if (!HubModel.isCommit(oid)) {
        throw new IllegalArgumentException(
            "oid must have 40 hexadecimal digits, was '" + HubException.shortened(oid) + "'");
      }
    }
  }
}
