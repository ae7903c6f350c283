package io.github.meshclassifier.internal.tokenizer;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.meshclassifier.internal.json.CheckedObject;
import io.github.meshclassifier.internal.json.JsonText;
import io.github.meshclassifier.model.ModelLoadException;
import org.jspecify.annotations.Nullable;

/** A {@code tokenizer.json}; every failure names the part. */
final class TokenizerElements extends CheckedObject<ModelLoadException> {
  private final String location;

  TokenizerElements(JsonObject root, String location) {
    super(root);
    this.location = location;
  }

  String location() {
    return location;
  }

  /** Returns a token id, an integer that is not negative. */
  long id(String name, @Nullable JsonElement element) throws ModelLoadException {
    Long id = JsonText.whole(element);
    if (id == null || id < 0) {
      throw wrong(name, "token ids");
    }
    return id;
  }

  ModelLoadException.Builder problem(String what) {
    return ModelLoadException.in(location, what);
  }

  ModelLoadException wrong(String name, String expected) {
    return problem("this is not a Hugging Face tokenizer: " + name)
        .expected(expected)
        .found("something else")
        .build();
  }

  @Override
  public ModelLoadException wrong(String name, @Nullable JsonElement found, String expected) {
    return wrong(name, expected);
  }
}
