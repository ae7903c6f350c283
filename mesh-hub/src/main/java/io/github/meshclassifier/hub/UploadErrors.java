package io.github.meshclassifier.hub;

import io.github.meshclassifier.hub.HubException.Kind;
import java.io.IOException;
import java.nio.file.Path;

/** What the Hub's refusals mean to someone who publishes. */
final class UploadErrors {
  private UploadErrors() {}

  /**
   * Describes an answer that is a refusal.
   *
   * @param subject what was asked for, such as {@code the commits}
   */
  static HubException refusal(
      HubAnswer answer, HubModel model, String subject, HubSettings settings) {
    String code = answer.header("X-Error-Code").orElse("");
    HubException.Builder problem;
    if (code.equals("RevisionNotFound")) {
      problem =
          HubException.of(Kind.NOT_FOUND, model, "the repository has no such branch")
              .remedy("Create the branch on its page, or leave out the revision for main.");
    } else if (answer.isRedirect()) {
      problem =
          HubException.of(Kind.NOT_FOUND, model, "the repository has another address now")
              .remedy("Look at " + settings.endpoint() + "/" + model.id() + " where it leads to.");
    } else if (answer.status() == 403 && code.isEmpty()) {
      problem =
          HubException.of(Kind.UNAUTHORIZED, model, "the token may not write to the repository")
              .remedy(
                  "Set HF_TOKEN to one with the right to write to it, from "
                      + HubErrors.TOKENS
                      + ".");
    } else if (answer.status() == 413) {
      problem =
          HubException.of(Kind.UNSUPPORTED, model, "the Hub finds the request too large")
              .expected("small files of at most some 10 MB each, all other ones as large files")
              .remedy("Take big files out of the directory that no model needs.");
    } else {
      return HubErrors.refusal(answer, model, subject, settings);
    }
    return problem.found(HubErrors.status(answer)).build();
  }

  static HubException noToken(HubModel model) {
    return HubException.of(Kind.UNAUTHORIZED, model, "publishing needs a token")
        .expected("one with the right to write")
        .found("none")
        .remedy(
            "Get one at "
                + HubErrors.TOKENS
                + " and set HF_TOKEN to it, or log in once with 'hf auth login'.")
        .build();
  }

  static HubException offline(HubModel model) {
    return HubException.of(Kind.OFFLINE, model, "publishing needs the network, which is off")
        .remedy("Unset HF_HUB_OFFLINE and TRANSFORMERS_OFFLINE.")
        .build();
  }

  /** Describes that what should be private is not. */
  static HubException notPrivate(HubModel model) {
    return HubException.of(Kind.CONFLICT, model, "the Hub made the new repository public")
        .expected("a private one")
        .remedy(
            "Nothing was uploaded. Make it private on its page, or publish with"
                + " privateRepository(false).")
        .build();
  }

  static HubException changed(ChangedFileException changed) {
    return HubException.of(Kind.STORAGE, changed.file(), "the file was changed during the upload")
        .expected("a model that stays as it is until it is published")
        .remedy("Nothing was published; upload again when it is complete.")
        .cause(changed)
        .build();
  }

  /** Describes that a local file cannot be read, whatever the reason. */
  static HubException local(UploadFile file, IOException cause) {
    if (cause instanceof ChangedFileException changed) {
      return changed(changed);
    }
    if (HubErrors.isInterruption(cause)) {
      return HubErrors.interrupted(file.path(), cause);
    }
    return unreadable(file.path(), cause);
  }

  static HubException unreadable(Path path, Exception cause) {
    return cause instanceof HubException known
        ? known
        : HubException.of(Kind.STORAGE, path, "it cannot be read: " + cause).cause(cause).build();
  }

  static HubException movedOn(HubModel model, String parent, String head) {
    return HubException.of(Kind.CONFLICT, model, "the branch moved on")
        .expected("commit " + parent)
        .found(head)
        .remedy("Look at what was committed there, then upload on top of it.")
        .build();
  }
}
