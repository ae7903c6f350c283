package io.github.meshclassifier.internal.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.stream.JsonReader;
import java.io.IOException;
import java.io.StringReader;

/**
 * The scores of a unigram vocabulary, read as the library reads them: its JSON parser rounds twice,
 * so the last bit may differ from that of {@link Double#parseDouble}, and the last bit can decide
 * between two ways to cut a word. For this the digits are needed as they stand in the file. See
 * {@code f64_from_parts} of <a href="https://docs.rs/serde_json">serde_json</a>.
 */
final class UnigramScores {
  /** The powers of ten that are exact. */
  private static final int EXACT_POWERS = 22;

  private UnigramScores() {}

  /**
   * Reads the scores.
   *
   * @param json a whole tokenizer.json whose vocabulary is one of pairs
   * @throws UnknownPartException if a score has an exponent, or more digits than are needed
   */
  static double[] read(byte[] json, int count) throws UnknownPartException {
    double[] scores = new double[count];
    try (JsonReader reader = new JsonReader(new StringReader(new String(json, UTF_8)))) {
      enter(reader, "model");
      enter(reader, "vocab");
      reader.beginArray();
      for (int i = 0; i < count; i++) {
        reader.beginArray();
        reader.skipValue();
        scores[i] = parse(reader.nextString());
        reader.endArray();
      }
    } catch (IOException | IllegalStateException e) {
      throw new UnknownPartException("model.vocab cannot be read: " + e.getMessage());
    }
    return scores;
  }

  private static void enter(JsonReader reader, String name) throws IOException {
    reader.beginObject();
    while (!reader.nextName().equals(name)) {
      reader.skipValue();
    }
  }

  /** Takes all digits as one integer and divides by a power of ten. */
  private static double parse(String number) throws UnknownPartException {
    boolean negative = number.startsWith("-");
    long digits = 0;
    int decimals = 0;
    boolean point = false;
    for (int i = negative ? 1 : 0; i < number.length(); i++) {
      char c = number.charAt(i);
      if (c == '.') {
        point = true;
        continue;
      }
      if (c < '0' || c > '9' || digits > (Long.MAX_VALUE - 9) / 10) {
        throw new UnknownPartException("model.vocab has the score " + number);
      }
      digits = 10 * digits + (c - '0');
      decimals += point ? 1 : 0;
    }
    if (decimals > EXACT_POWERS) {
      throw new UnknownPartException("model.vocab has the score " + number);
    }
    double value = digits / Math.pow(10, decimals);
    return negative ? -value : value;
  }
}
