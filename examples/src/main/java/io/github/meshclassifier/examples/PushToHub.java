package io.github.meshclassifier.examples;

import io.github.meshclassifier.hub.HubException;
import io.github.meshclassifier.hub.HubSettings;
import io.github.meshclassifier.hub.HubUploader;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * Publishes a model directory, such as {@link FineTune} writes, on the Hugging Face Hub.
 *
 * <p>Arguments are the directory, the repository as {@code owner/name}, and {@code public} if all
 * may see a repository that is new. The access token comes from {@code HF_TOKEN}, or from where
 * {@code hf auth login} keeps it. When it is interrupted, run it again: what is there already is
 * not sent a second time.
 */
public final class PushToHub {
  private PushToHub() {}

  /**
   * Runs the example and ends the process with 1 if the model cannot be published, with 2 if the
   * arguments are wrong.
   *
   * @param args a model directory, {@code owner/name}, and perhaps {@code public}
   */
  public static void main(String[] args) {
    int status = run(List.of(args), HubSettings::fromEnvironment, System.out, System.err);
    if (status != 0) {
      System.exit(status);
    }
  }

  static int run(
      List<String> args, Supplier<HubSettings> settings, PrintStream out, PrintStream err) {
    boolean isPublic = args.size() == 3 && args.get(2).equals("public");
    if (args.size() != 2 && !isPublic) {
      err.println("Usage: PushToHub <model directory> <owner/name> [public]");
      return 2;
    }
    try (HubProgress progress = new HubProgress(out)) {
      HubUploader.Commit commit =
          HubUploader.builder(args.get(1))
              .settings(settings.get())
              .privateRepository(!isPublic)
              .commitMessage("Upload a model for MeSH categories")
              .onEvent(progress)
              .build()
              .upload(Path.of(args.get(0)));
      out.println("Published at " + commit.url());
      out.println("This state for ever: hf://" + args.get(1) + "@" + commit.oid());
      return 0;
    } catch (HubException | IllegalArgumentException e) {
      // Both say what is wrong and what to do; a stack trace would add nothing.
      err.println(
          e instanceof InvalidPathException ? "There is no " + args.get(0) : e.getMessage());
      return 1;
    }
  }
}
