package io.github.meshclassifier.hub;

import io.github.meshclassifier.hub.HubException.Kind;
import io.github.meshclassifier.hub.HubHttp.Redirects;
import io.github.meshclassifier.internal.json.JsonText;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the commit, once. When an answer is lost, the commit may have been made all the same; so
 * before it is sent again, the repository is asked. On a branch, the commit names the parent it
 * must have: the Hub then refuses a second copy, even if the first is still under way. A pull
 * request has no such guard and is sent again only if it was refused for certain. Not thread-safe.
 */
record CommitSender(
    HubSettings settings, HubHttp http, UploadApi api, HubModel model, String summary) {
  /** Another commit is under way; the Hub takes one at a time. */
  private static final int BUSY = 409;

  /** The parent is no longer the newest commit. */
  private static final int PARENT_IS_OLD = 412;

  /**
   * Commits to the branch.
   *
   * @param parent the commit that must be the newest
   * @return the commit, or empty if another one is the newest
   */
  Optional<HubUploader.Commit> commit(List<UploadChange> changes, String parent)
      throws HubException {
    String page = "/commits/" + HubHttp.encoded(model.revision());
    return make(changes, parent, true, () -> madeOn(parent, changes), page);
  }

  /**
   * Proposes the commit as a pull request.
   *
   * @param parent the commit it changes, or null for the newest
   */
  HubUploader.Commit propose(List<UploadChange> changes, @Nullable String parent)
      throws HubException {
    Set<Integer> before = new HashSet<>();
    for (ApiJson pull : api.pullRequests()) {
      before.add(number(pull));
    }
    Optional<HubUploader.Commit> made =
        make(changes, parent, false, () -> proposedAfter(before, changes), "/discussions");
    if (made.isEmpty()) {
      throw UploadErrors.movedOn(
          model, String.valueOf(parent), api.state(model.revision()).commit());
    }
    return made.get();
  }

  /**
   * Sends the commit until it is made.
   *
   * @param repeatable whether it is sent again after a lost answer; else only looked for
   * @param page where to look for it by hand
   * @return the commit, or empty if its parent is no longer the newest
   */
  private Optional<HubUploader.Commit> make(
      List<UploadChange> changes,
      @Nullable String parent,
      boolean repeatable,
      Look look,
      String page)
      throws HubException {
    boolean uncertain = false;
    for (int attempt = 1; ; attempt++) {
      Outcome outcome =
          uncertain && !repeatable ? Outcome.unknown("no answer") : post(changes, parent);
      if (outcome.commit != null) {
        return Optional.of(outcome.commit);
      }
      uncertain |= outcome.uncertain;
      Optional<HubUploader.Commit> made = uncertain ? found(look) : Optional.empty();
      if (made.isPresent() || outcome.conflict) {
        return made;
      }
      if (attempt > settings.retries() || outcome.asksTooMuch()) {
        throw lost(uncertain, outcome, page);
      }
      http.pause(outcome.reason, attempt, longer(outcome.asked, http.pause(attempt)));
    }
  }

  /** What is known after a commit was sent. */
  private record Outcome(
      HubUploader.@Nullable Commit commit,
      boolean uncertain,
      boolean conflict,
      Kind kind,
      String reason,
      Duration asked) {
    static Outcome made(HubUploader.Commit commit) {
      return new Outcome(commit, false, false, Kind.UNAVAILABLE, "", Duration.ZERO);
    }

    static Outcome unknown(String reason) {
      return new Outcome(null, true, false, Kind.UNAVAILABLE, reason, Duration.ZERO);
    }

    static Outcome notMade(Kind kind, String reason, Duration asked) {
      return new Outcome(null, false, false, kind, reason, asked);
    }

    boolean asksTooMuch() {
      return asked.compareTo(HubHttp.LONGEST_PAUSE) > 0;
    }

    static Outcome conflict(int status) {
      return new Outcome(null, false, true, Kind.CONFLICT, "status " + status, Duration.ZERO);
    }
  }

  private Outcome post(List<UploadChange> changes, @Nullable String parent) throws HubException {
    CommitBody content = new CommitBody(summary, parent);
    for (UploadChange change : changes) {
      if (change.large()) {
        content.addLarge(change.file(), change.hash());
      } else {
        content.addSmall(change.file(), change.hash());
      }
    }
    StreamedBody body = content.body();
    BodyProgress progress =
        new BodyProgress(
            0, body.contentLength(), settings.idleTimeout(), api.patience(), position -> {});
    HttpRequest request =
        http.request(api.commitUri())
            .header("Accept", "application/json")
            .header("Content-Type", "application/x-ndjson")
            .POST(body.counting(progress::at))
            .build();
    try (HubAnswer answer = http.sendOnce(request, Redirects.SAME_ORIGIN, progress)) {
      int status = answer.status();
      if (status == PARENT_IS_OLD) {
        return Outcome.conflict(status);
      }
      if (status == BUSY || status == HubHttp.TOO_MANY_REQUESTS) {
        return Outcome.notMade(
            status == BUSY ? Kind.CONFLICT : Kind.RATE_LIMITED,
            "status " + status,
            HubErrors.retryAfter(answer).orElse(Duration.ZERO));
      }
      if (HubHttp.mayPass(status)) {
        return Outcome.unknown("status " + status);
      }
      api.requireOk(answer, "the commit");
      return Outcome.made(read(answer.json()));
    } catch (HubException e) {
      throw e;
    } catch (IOException e) {
      if (HubErrors.isInterruption(e)) {
        throw HubErrors.interrupted(model, e);
      }
      return HubHttp.neverConnected(e)
          ? Outcome.notMade(Kind.OFFLINE, e.toString(), Duration.ZERO)
          : Outcome.unknown(e.toString());
    }
  }

  private HubUploader.Commit read(ApiJson json) throws HubException {
    String oid = json.commit("commitOid");
    URI pull = json.optionalString("pullRequestUrl").map(CommitSender::address).orElse(null);
    URI url = json.optionalString("commitUrl").map(CommitSender::address).orElse(null);
    return new HubUploader.Commit(oid, url == null ? page(oid) : url, pull);
  }

  private static @Nullable URI address(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  URI page(String oid) {
    return http.uri("/" + model.id() + "/commit/" + oid);
  }

  /** A look at the repository for a commit of which no answer came. */
  @FunctionalInterface
  private interface Look {
    Optional<HubUploader.Commit> find() throws HubException;
  }

  /** Looks; if the Hub cannot be asked now, the commit counts as not there yet. */
  private static Optional<HubUploader.Commit> found(Look look) throws HubException {
    try {
      return look.find();
    } catch (HubException e) {
      if (e.kind() == Kind.INTERRUPTED) {
        throw e;
      }
      return Optional.empty();
    }
  }

  /** Looks whether the commit after a parent is ours. */
  private Optional<HubUploader.Commit> madeOn(String parent, List<UploadChange> changes)
      throws HubException {
    String next = "";
    for (ApiJson commit : api.commits(model.revision())) {
      String id = commit.optionalString("id").orElse("");
      if (id.equals(parent)) {
        return HubModel.isCommit(next) && holds(next, changes)
            ? Optional.of(new HubUploader.Commit(next, page(next), null))
            : Optional.empty();
      }
      next = isTitled(commit) ? id : "";
    }
    return Optional.empty();
  }

  private Optional<HubUploader.Commit> proposedAfter(
      Set<Integer> before, List<UploadChange> changes) throws HubException {
    for (ApiJson pull : api.pullRequests()) {
      int number = number(pull);
      String revision = "refs/pr/" + number;
      if (isTitled(pull) && !before.contains(number) && holds(revision, changes)) {
        String oid = api.state(revision).commit();
        URI discussion = http.uri("/" + model.id() + "/discussions/" + number);
        return Optional.of(new HubUploader.Commit(oid, page(oid), discussion));
      }
    }
    return Optional.empty();
  }

  private boolean holds(String revision, List<UploadChange> changes) throws HubException {
    List<String> names = changes.stream().map(change -> change.file().name()).toList();
    Map<String, String> hashes = api.hashes(revision, names);
    return changes.stream()
        .allMatch(change -> change.hash().equals(hashes.get(change.file().name())));
  }

  private boolean isTitled(ApiJson commit) {
    return commit.optionalString("title").orElse("").equals(summary);
  }

  private static int number(ApiJson pull) {
    Long number = JsonText.whole(pull.object().get("num"));
    return number == null ? -1 : number.intValue();
  }

  private HubException lost(boolean uncertain, Outcome last, String page) {
    URI where = http.uri("/" + model.id() + page);
    if (uncertain) {
      return HubException.of(Kind.UNAVAILABLE, where, "the answer to the commit was lost")
          .expected("a commit titled '" + HubException.shortened(summary) + "'")
          .found("none so far")
          .remedy("It may still appear: look there before you upload again.")
          .build();
    }
    return HubException.of(last.kind, where, "the Hub does not take the commit")
        .found(HubException.shortened(last.reason))
        .remedy("Nothing was published; upload again later, large files are not sent again.")
        .build();
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }
}
