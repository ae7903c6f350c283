package io.github.meshclassifier.hub;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.meshclassifier.hub.HubHttp.Redirects;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The calls that publishing needs, other than those that carry files. All may be repeated: they
 * change nothing, or nothing more the second time. Thread-safe.
 *
 * @see <a href="https://huggingface.co/docs/hub/api">The endpoints of the Hub</a>
 */
record UploadApi(HubSettings settings, HubHttp http, HubModel model, boolean pullRequest) {
  /** How many files the Hub takes in one request of these. */
  static final int MAX_FILES_AT_ONCE = 256;

  /** The media type of git's large file storage. */
  static final String LFS_JSON = "application/vnd.git-lfs+json";

  private static final String JSON = "application/json";

  /** The Hub looks at storage, or at all of a commit, before it answers. */
  private static final int PATIENCE = 12;

  record State(String commit, boolean hidden) {}

  /**
   * What the Hub says about a file before it is sent.
   *
   * @param large whether it belongs into large file storage
   * @param ignored whether the repository's .gitignore excludes it
   * @param oid the hash of the file the repository has under that name, if there is one
   */
  record Plan(boolean large, boolean ignored, Optional<String> oid) {}

  /** The longest time for an answer that the server has to compute first. */
  Duration patience() {
    return settings.answerTimeout().multipliedBy(PATIENCE);
  }

  /** Creates the repository; returns whether it is new; one that is there stays as it is. */
  boolean create(boolean hidden) throws HubException {
    int slash = model.id().indexOf('/');
    JsonObject body = new JsonObject();
    body.addProperty("type", "model");
    body.addProperty("name", model.id().substring(slash + 1));
    body.addProperty("organization", model.id().substring(0, slash));
    body.addProperty("visibility", hidden ? "private" : "public");
    HttpRequest request = post(http.uri("/api/repos/create"), JSON, body);
    try (HubAnswer answer = send(request, patience())) {
      // A token for one repository may not create any: what counts is that this one is there.
      if (answer.status() == 409 || (answer.status() == 403 && exists())) {
        return false;
      }
      requireOk(answer, "a new repository");
      return true;
    }
  }

  private boolean exists() throws HubException {
    HttpRequest request = http.request(http.uri("/api/models/" + model.id())).build();
    try (HubAnswer answer = send(request, settings.answerTimeout())) {
      return answer.ok();
    }
  }

  State state(String revision) throws HubException {
    URI uri = http.api(model, "revision", revision, "");
    ApiJson json = ask(uri, "the branch " + HubException.shortened(revision));
    boolean hidden = !json.object().has("private") || json.isTrue("private");
    return new State(json.commit("sha"), hidden);
  }

  Map<String, Plan> plans(List<UploadFile> files) throws HubException {
    Map<String, Plan> plans = new HashMap<>();
    for (List<UploadFile> group : groups(files, MAX_FILES_AT_ONCE)) {
      JsonArray array = new JsonArray();
      for (UploadFile file : group) {
        JsonObject entry = new JsonObject();
        entry.addProperty("path", file.name());
        entry.addProperty("sample", sample(file));
        entry.addProperty("size", file.size());
        array.add(entry);
      }
      JsonObject body = new JsonObject();
      body.add("files", array);
      URI uri = api("preupload", pullRequest ? "?create_pr=1" : "");
      ApiJson json = ask(post(uri, JSON, body), "the upload", patience());
      for (ApiJson entry : json.objects("files")) {
        plans.put(entry.text("path"), plan(entry));
      }
      for (UploadFile file : group) {
        if (!plans.containsKey(file.name())) {
          throw json.problem("says nothing about " + HubException.shortened(file.name()));
        }
      }
    }
    return plans;
  }

  private static String sample(UploadFile file) throws HubException {
    try {
      return Base64.getEncoder().encodeToString(file.sample());
    } catch (IOException e) {
      throw UploadErrors.local(file, e);
    }
  }

  private static Plan plan(ApiJson entry) throws HubException {
    String mode = entry.text("uploadMode");
    if (!mode.equals("lfs") && !mode.equals("regular")) {
      throw entry.problem("has an 'uploadMode' that is neither lfs nor regular");
    }
    return new Plan(mode.equals("lfs"), entry.isTrue("shouldIgnore"), entry.optionalString("oid"));
  }

  /** Asks large file storage how to send files, at most {@link #MAX_FILES_AT_ONCE}. */
  List<LargeFile> largeFiles(Map<String, UploadFile> filesByHash) throws HubException {
    JsonArray objects = new JsonArray();
    filesByHash.forEach(
        (hash, file) -> {
          JsonObject object = new JsonObject();
          object.addProperty("oid", hash);
          object.addProperty("size", file.size());
          objects.add(object);
        });
    JsonArray transfers = new JsonArray();
    transfers.add("basic");
    transfers.add("multipart");
    JsonObject body = new JsonObject();
    body.addProperty("operation", "upload");
    body.add("transfers", transfers);
    body.add("objects", objects);
    body.addProperty("hash_algo", "sha256");
    if (!pullRequest) {
      // To propose a change, one need not be allowed to write to the branch.
      JsonObject ref = new JsonObject();
      ref.addProperty("name", model.revision());
      body.add("ref", ref);
    }
    URI uri = http.uri("/" + model.id() + ".git/info/lfs/objects/batch");
    List<LargeFile> large = new ArrayList<>();
    ApiJson json = ask(post(uri, LFS_JSON, body), "large file storage", patience());
    for (ApiJson object : json.objects("objects")) {
      String hash = object.text("oid");
      UploadFile file = filesByHash.get(hash);
      if (file == null) {
        throw json.problem("names a file that was not asked for");
      }
      large.add(LargeFile.read(object, file, hash, settings.endpoint()));
    }
    if (large.size() != filesByHash.size()) {
      throw json.problem("does not name every file");
    }
    return large;
  }

  /**
   * Tells large file storage to put the parts of a file together; returns the answer, with any
   * status; to be closed.
   */
  HubAnswer complete(URI uri, LargeFile file, List<String> etags) throws HubException {
    JsonArray parts = new JsonArray();
    for (String etag : etags) {
      JsonObject part = new JsonObject();
      part.addProperty("partNumber", parts.size() + 1);
      part.addProperty("etag", etag);
      parts.add(part);
    }
    JsonObject body = new JsonObject();
    body.addProperty("oid", file.hash());
    body.add("parts", parts);
    // The address is signed: it needs no token.
    HttpRequest request =
        http.signedRequest(uri)
            .header("Accept", LFS_JSON)
            .header("Content-Type", LFS_JSON)
            .POST(BodyPublishers.ofString(body.toString()))
            .build();
    return http.send(request, Redirects.NONE, patience());
  }

  /** Tells the Hub that large file storage has a file, if it wants to know. */
  void verify(LargeFile file) throws HubException {
    if (file.verify().isPresent()) {
      JsonObject body = new JsonObject();
      body.addProperty("oid", file.hash());
      body.addProperty("size", file.file().size());
      try (HubAnswer answer = send(post(file.verify().get(), LFS_JSON, body), patience())) {
        requireOk(answer, file.file().name() + " in large file storage");
      }
    }
  }

  URI commitUri() {
    return api("commit", pullRequest ? "?create_pr=1" : "");
  }

  /** Lists the newest commits of a revision, the newest first. */
  List<ApiJson> commits(String revision) throws HubException {
    return ask(http.api(model, "commits", revision, "?limit=100"), "the commits")
        .objects(ApiJson.WHOLE);
  }

  /** Lists the open pull requests, the newest first. */
  List<ApiJson> pullRequests() throws HubException {
    String path = "/api/models/" + model.id() + "/discussions?p=0&type=pull_request&status=all";
    return ask(http.uri(path), "the pull requests").objects("discussions");
  }

  /** Returns the hashes of files at a revision; files it does not have are missing. */
  Map<String, String> hashes(String revision, List<String> names) throws HubException {
    Map<String, String> hashes = new HashMap<>();
    for (List<String> group : groups(names, MAX_FILES_AT_ONCE)) {
      JsonArray paths = new JsonArray();
      group.forEach(paths::add);
      JsonObject body = new JsonObject();
      body.add("paths", paths);
      URI uri = http.api(model, "paths-info", revision, "");
      ApiJson json = ask(post(uri, JSON, body), "the files", settings.answerTimeout());
      for (ApiJson entry : json.objects(ApiJson.WHOLE)) {
        ApiJson large = entry.optionalObject("lfs").orElse(entry);
        hashes.put(entry.text("path"), large.text("oid"));
      }
    }
    return hashes;
  }

  private URI api(String call, String query) {
    return http.api(model, call, model.revision(), query);
  }

  private ApiJson ask(URI uri, String subject) throws HubException {
    return ask(http.request(uri).build(), subject, settings.answerTimeout());
  }

  private HttpRequest post(URI uri, String type, JsonObject body) {
    return http.request(uri)
        .header("Accept", type)
        .header("Content-Type", type)
        .POST(BodyPublishers.ofString(body.toString()))
        .build();
  }

  private HubAnswer send(HttpRequest request, Duration timeout) throws HubException {
    return http.send(request, Redirects.SAME_ORIGIN, timeout);
  }

  private ApiJson ask(HttpRequest request, String subject, Duration timeout) throws HubException {
    return http.ask(
        request,
        timeout,
        settings.retries(),
        answer -> UploadErrors.refusal(answer, model, subject, settings));
  }

  /** Requires success; the refusals of an upload have reasons of their own. */
  void requireOk(HubAnswer answer, String subject) throws HubException {
    if (!answer.ok()) {
      throw UploadErrors.refusal(answer, model, subject, settings);
    }
  }

  static <T> List<List<T>> groups(List<T> list, int size) {
    List<List<T>> groups = new ArrayList<>();
    for (int i = 0; i < list.size(); i += size) {
      groups.add(list.subList(i, Math.min(list.size(), i + size)));
    }
    return groups;
  }
}
