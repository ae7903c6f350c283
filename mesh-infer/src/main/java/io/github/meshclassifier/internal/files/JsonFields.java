package io.github.meshclassifier.internal.files;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.meshclassifier.internal.json.CheckedObject;
import io.github.meshclassifier.model.ModelLoadException;
import org.jspecify.annotations.Nullable;

/** The JSON object of a model's file, or one in it; every failure names the file and the field. */
public final class JsonFields extends CheckedObject<ModelLoadException> {
  private final String file;
  private final String location;

  public JsonFields(JsonObject object, String file, String location) {
    super(object);
    this.file = file;
    this.location = location;
  }

  /** Reads a file, of at most so many bytes. */
  public static JsonFields read(ModelFiles files, String name, int limit)
      throws ModelLoadException {
    return new JsonFields(files.readObject(name, limit), name, files.location(name));
  }

  public String file() {
    return file;
  }

  public String location() {
    return location;
  }

  /** Returns a flag, which is false where it is absent. */
  @Override
  public boolean flag(String key) throws ModelLoadException {
    return flag(key, false);
  }

  public ModelLoadException.Builder problem(String what) {
    return ModelLoadException.in(location, file + ": " + what);
  }

  @Override
  public ModelLoadException wrong(String key, @Nullable JsonElement found, String expected) {
    return found == null
        ? problem(key + " is missing").expected(expected).build()
        : problem(key + " is not valid").expected(expected).found(found).build();
  }
}
