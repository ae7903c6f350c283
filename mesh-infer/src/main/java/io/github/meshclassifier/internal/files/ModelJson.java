package io.github.meshclassifier.internal.files;

import com.google.gson.JsonObject;
import io.github.meshclassifier.internal.json.JsonFormatException;
import io.github.meshclassifier.internal.json.JsonText;
import io.github.meshclassifier.model.ModelLoadException;

/** The strict JSON of a model's files, with the file in every error. */
public final class ModelJson {
  private ModelJson() {}

  public static JsonObject object(byte[] bytes, String name, String location)
      throws ModelLoadException {
    try {
      return JsonText.object(bytes);
    } catch (JsonFormatException e) {
      throw problem(name, location, e);
    }
  }

  public static String decode(byte[] bytes, String name, String location)
      throws ModelLoadException {
    try {
      return JsonText.decode(bytes);
    } catch (JsonFormatException e) {
      throw problem(name, location, e);
    }
  }

  /**
   * Says what is wrong with a file. The exception itself can quote the file, so it is not passed on
   * as the cause.
   */
  public static ModelLoadException problem(
      String name, String location, JsonFormatException problem) {
    return ModelLoadException.in(location, name + " " + problem.getMessage()).build();
  }
}
