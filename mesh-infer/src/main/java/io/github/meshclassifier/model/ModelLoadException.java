package io.github.meshclassifier.model;

import io.github.meshclassifier.internal.json.OneLine;
import io.github.meshclassifier.internal.message.Printable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when the files of a model are missing, damaged, or do not fit each other.
 *
 * <p>The message holds everything the accessors return, in one line: {@code hidden_size is not
 * divisible by num_attention_heads, expected a multiple of 12, found 100 (/models/a/config.json).
 * Use the file the model was published with.}
 *
 * <p>It is one line without control characters, whatever the files hold. If the file at fault, or
 * one of the configuration and tokenizer files beside it, is a link out of the model directory,
 * other than into the blobs of a Hub cache, it says nothing but that.
 *
 * <p>A model that cannot be had from the Hub is such a failure too; its cause is then the exception
 * of the Hub client, which says what kind of failure it was.
 *
 * <p>The library makes them; a test double of what loads models makes one with {@link #in}.
 *
 * <p>Immutable and thread-safe.
 */
public final class ModelLoadException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Where the problem is. */
  private final String file;

  /** What is wrong. */
  private final String problem;

  /** What should be there, empty if unknown. */
  private final String expected;

  /** What is there, empty if unknown. */
  private final String found;

  /** What to do, empty if unknown. */
  private final String remedy;

  private ModelLoadException(Builder builder) {
    super(builder.message(), builder.cause);
    this.file = Printable.line(builder.file);
    this.problem = Printable.line(builder.problem);
    this.expected = Printable.line(builder.expected);
    this.found = Printable.line(builder.found);
    this.remedy = Printable.line(builder.remedy);
  }

  /**
   * Starts the description of a problem.
   *
   * @param file the file, directory or class path folder at fault
   * @param problem what is wrong, as a clause without a full stop
   * @return a builder with only these two set
   */
  public static Builder in(String file, String problem) {
    return new Builder(file, problem);
  }

  /**
   * Returns the file, directory or class path folder at fault.
   *
   * @return its location, never empty
   */
  public String file() {
    return file;
  }

  /**
   * Returns what is wrong.
   *
   * @return a clause without a full stop, never empty
   */
  public String problem() {
    return problem;
  }

  /**
   * Returns what should have been there.
   *
   * @return the expectation, or empty if the problem says it already
   */
  public Optional<String> expected() {
    return text(expected);
  }

  /**
   * Returns what was there instead.
   *
   * @return the finding, or empty if the problem says it already
   */
  public Optional<String> found() {
    return text(found);
  }

  /**
   * Returns what to do about it.
   *
   * @return a sentence, or empty if nothing better can be said than to repair the file
   */
  public Optional<String> remedy() {
    return text(remedy);
  }

  private static Optional<String> text(String value) {
    return value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  /**
   * Describes a problem piece by piece.
   *
   * <p>Not thread-safe; one per exception.
   */
  public static final class Builder {
    private final String file;
    private final String problem;
    private String expected = "";
    private String found = "";
    private String remedy = "";
    private @Nullable Throwable cause;

    private Builder(String file, String problem) {
      this.file = Objects.requireNonNull(file, "file");
      this.problem = Objects.requireNonNull(problem, "problem");
    }

    /**
     * Sets what should have been there.
     *
     * @param value printed with {@link String#valueOf(Object)}
     * @return this builder
     */
    public Builder expected(Object value) {
      expected = value.toString();
      return this;
    }

    /**
     * Sets what was there instead.
     *
     * @param value printed with {@link String#valueOf(Object)} and cut after 40 characters
     * @return this builder
     */
    public Builder found(Object value) {
      found = Printable.clip(value.toString());
      return this;
    }

    /**
     * Sets what to do about it.
     *
     * @param sentence a sentence with its full stop
     * @return this builder
     */
    public Builder remedy(String sentence) {
      remedy = Objects.requireNonNull(sentence, "sentence");
      return this;
    }

    /**
     * Sets the exception that brought the problem to light.
     *
     * @param exception the cause
     * @return this builder
     */
    public Builder cause(Throwable exception) {
      cause = Objects.requireNonNull(exception, "exception");
      return this;
    }

    /**
     * Returns the exception described so far.
     *
     * @return a new exception
     */
    public ModelLoadException build() {
      Optional<Path> link = LinkedFile.outOf(file);
      if (link.isPresent()) {
        return new ModelLoadException(
            new Builder(link.get().toString(), "a file of the model is not as expected")
                .expected("a file in the model directory, of which this message would tell more")
                .found("a link to a file elsewhere")
                .remedy("Put a copy of that file in the place of the link."));
      }
      return new ModelLoadException(this);
    }

    private String message() {
      return OneLine.message(problem, file, expected, found, remedy);
    }
  }
}
