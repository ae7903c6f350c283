package io.github.meshclassifier.hub;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.meshclassifier.hub.StoredRepository.Blob;
import io.github.meshclassifier.hub.StoredRepository.Commit;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The publishing half of the Hub, as the official clients use it. It computes all hashes and sizes
 * itself, takes nothing that does not fit, and notes what no client should send in {@link
 * #violations}.
 */
final class UploadHub extends UploadStorage {
  static final String TOKEN = "hf_writer";
  static final String READ_TOKEN = "hf_reader";

  private static final Pattern MODEL_CALL =
      Pattern.compile(
          "/api/models/([^/]+/[^/]+)/(revision|preupload|commit|commits|paths-info)/(.+)");
  private static final Pattern MODEL = Pattern.compile("/api/models/([^/]+/[^/]+)(/discussions)?");
  private static final Pattern BATCH =
      Pattern.compile("/([^/]+/[^/]+)\\.git/info/lfs/objects/batch");

  final Map<String, StoredRepository> repositories = new ConcurrentHashMap<>();

  /** Files from this size on are large, in bytes; so are all with such an ending. */
  long largeFrom = 10_000;

  /** Whether new repositories are public whatever is asked for. */
  boolean alwaysPublic;

  /** A name the repository's .gitignore excludes. */
  String ignored = "";

  private final Map<String, String> samples = new ConcurrentHashMap<>();
  private final HttpServer hub;

  UploadHub() throws IOException {
    hub = server(this::hub);
  }

  @Override
  URI endpoint() {
    return URI.create("http://localhost:" + hub.getAddress().getPort());
  }

  StoredRepository create(String id) {
    StoredRepository repository = new StoredRepository(id, false);
    repositories.put(id, repository);
    return repository;
  }

  private boolean hub(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    Matcher call = MODEL_CALL.matcher(path);
    Matcher model = MODEL.matcher(path);
    Matcher batch = BATCH.matcher(path);
    if (path.equals("/api/complete_multipart")) {
      return complete(exchange);
    }
    String route =
        path.equals("/api/repos/create")
            ? "create"
            : call.matches()
                ? call.group(2)
                : batch.matches()
                    ? "batch"
                    : path.equals("/verify")
                        ? "verify"
                        : model.matches() && model.group(2) != null ? "discussions" : "model";
    if (spoiled(route, exchange)) {
      return true;
    }
    byte[] body = exchange.getRequestBody().readAllBytes();
    note(route, exchange, body);
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    boolean writer = ("Bearer " + TOKEN).equals(authorization);
    if (!writer && !("Bearer " + READ_TOKEN).equals(authorization)) {
      return answer(exchange, 401, "{\"error\":\"Invalid username or password.\"}");
    }
    boolean proposal = "create_pr=1".equals(exchange.getRequestURI().getRawQuery());
    boolean write = List.of("create", "commit", "preupload", "batch").contains(route);
    if (write && !writer && !proposal && !route.equals("batch")) {
      return answer(exchange, 403, "{\"error\":\"You don't have the rights.\"}");
    }
    if (route.equals("create")) {
      return create(exchange, body);
    }
    if (route.equals("verify")) {
      JsonObject json = object(body);
      byte[] stored = objects.get(json.get("oid").getAsString());
      boolean there = stored != null && stored.length == json.get("size").getAsLong();
      return answer(exchange, there ? 200 : 404, "{}");
    }
    String id =
        call.matches()
            ? call.group(1)
            : batch.matches() ? batch.group(1) : model.matches() ? model.group(1) : "";
    StoredRepository repository = repositories.get(id);
    if (repository == null) {
      exchange.getResponseHeaders().set("X-Error-Code", "RepoNotFound");
      return answer(exchange, 404, "{\"error\":\"Repository not found\"}");
    }
    synchronized (repository) {
      if (route.equals("batch")) {
        return batch(exchange, body);
      }
      if (route.equals("discussions")) {
        return discussions(exchange, repository);
      }
      String revision =
          call.matches() ? URLDecoder.decode(call.group(3), StandardCharsets.UTF_8) : "main";
      Commit commit = repository.find(revision);
      if (commit == null) {
        exchange.getResponseHeaders().set("X-Error-Code", "RevisionNotFound");
        return answer(exchange, 404, "{\"error\":\"Invalid rev id: " + revision + "\"}");
      }
      return switch (route) {
        case "preupload" -> preupload(exchange, body, commit);
        case "commit" -> commit(exchange, body, repository, revision, proposal);
        case "commits" -> commits(exchange, repository, revision);
        case "paths-info" -> paths(exchange, body, commit);
        default -> state(exchange, repository, commit);
      };
    }
  }

  private boolean create(HttpExchange exchange, byte[] body) throws IOException {
    JsonObject json = object(body);
    String id = json.get("organization").getAsString() + "/" + json.get("name").getAsString();
    if (!json.get("type").getAsString().equals("model")) {
      violations.add("create: not a model");
    }
    if (repositories.containsKey(id)) {
      return answer(exchange, 409, "{\"error\":\"You already created this model repo\"}");
    }
    JsonElement visibility = json.get("visibility");
    boolean hidden = visibility != null && visibility.getAsString().equals("private");
    repositories.put(id, new StoredRepository(id, hidden && !alwaysPublic));
    return answer(
        exchange, 200, "{\"url\":\"" + endpoint() + "/" + id + "\",\"name\":\"" + id + "\"}");
  }

  private boolean state(HttpExchange exchange, StoredRepository repository, Commit commit)
      throws IOException {
    JsonObject json = new JsonObject();
    json.addProperty("id", repository.id);
    json.addProperty("sha", commit.id());
    json.addProperty("private", repository.hidden);
    return answer(exchange, 200, json.toString());
  }

  private boolean preupload(HttpExchange exchange, byte[] body, Commit commit) throws IOException {
    JsonArray files = object(body).getAsJsonArray("files");
    if (files.size() > 256) {
      return answer(exchange, 413, "{\"error\":\"too many files\"}");
    }
    JsonArray plans = new JsonArray();
    for (JsonElement file : files) {
      JsonObject entry = file.getAsJsonObject();
      String path = entry.get("path").getAsString();
      long size = entry.get("size").getAsLong();
      samples.put(path, entry.get("sample").getAsString());
      JsonObject plan = new JsonObject();
      plan.addProperty("path", path);
      plan.addProperty("shouldIgnore", path.equals(ignored));
      boolean large = size >= largeFrom || path.endsWith(".safetensors") || path.endsWith(".bin");
      plan.addProperty("uploadMode", large ? "lfs" : "regular");
      Blob there = commit.files().get(path);
      if (there != null) {
        plan.addProperty("oid", there.oid());
      }
      plans.add(plan);
    }
    JsonObject json = new JsonObject();
    json.add("files", plans);
    return answer(exchange, 200, json.toString());
  }

  private boolean commit(
      HttpExchange exchange,
      byte[] body,
      StoredRepository repository,
      String branch,
      boolean proposal)
      throws IOException {
    if (!"application/x-ndjson".equals(exchange.getRequestHeaders().getFirst("Content-Type"))) {
      violations.add("commit: not ndjson");
    }
    Map<String, Blob> changes = new HashMap<>();
    JsonObject header = new JsonObject();
    for (String line : new String(body, StandardCharsets.UTF_8).lines().toList()) {
      JsonObject json = object(line.getBytes(StandardCharsets.UTF_8));
      JsonObject value = json.getAsJsonObject("value");
      String path = value.has("path") ? value.get("path").getAsString() : "";
      switch (json.get("key").getAsString()) {
        case "header" -> header = value;
        case "file" -> {
          byte[] content = Base64.getDecoder().decode(value.get("content").getAsString());
          requireSample(path, content);
          changes.put(path, new Blob(content, false));
        }
        case "lfsFile" -> {
          byte[] content = objects.get(value.get("oid").getAsString());
          if (content == null || value.get("size").getAsLong() != content.length) {
            return answer(exchange, 400, "{\"error\":\"no such object\"}");
          }
          requireSample(path, content);
          changes.put(path, new Blob(content, true));
        }
        default -> violations.add("commit: " + line);
      }
    }
    String title = header.get("summary").getAsString();
    String head = repository.head(branch).id();
    if (!proposal
        && header.has("parentCommit")
        && !header.get("parentCommit").getAsString().equals(head)) {
      return answer(exchange, 412, "{\"error\":\"A commit has happened since.\"}");
    }
    String target = branch;
    JsonObject answer = new JsonObject();
    if (proposal) {
      repository.pullRequestTitles.add(title);
      int number = repository.pullRequestTitles.size();
      target = "refs/pr/" + number;
      repository.branches.put(target, new ArrayList<>(repository.branches.get(branch)));
      answer.addProperty(
          "pullRequestUrl", endpoint() + "/" + repository.id + "/discussions/" + number);
    }
    Commit commit = repository.add(target, title, changes);
    answer.addProperty("success", true);
    answer.addProperty("commitOid", commit.id());
    answer.addProperty("commitUrl", endpoint() + "/" + repository.id + "/commit/" + commit.id());
    answer.addProperty("hookOutput", "");
    return answer(exchange, 200, answer.toString());
  }

  private boolean commits(HttpExchange exchange, StoredRepository repository, String branch)
      throws IOException {
    JsonArray array = new JsonArray();
    List<Commit> commits = repository.branches.get(branch);
    for (int i = commits.size() - 1; i >= 0; i--) {
      JsonObject json = new JsonObject();
      json.addProperty("id", commits.get(i).id());
      json.addProperty("title", commits.get(i).title());
      json.addProperty("message", "");
      json.addProperty("date", "2024-05-01T12:00:00.000Z");
      json.add("authors", new JsonArray());
      array.add(json);
    }
    return answer(exchange, 200, array.toString());
  }

  private boolean paths(HttpExchange exchange, byte[] body, Commit commit) throws IOException {
    JsonArray array = new JsonArray();
    for (JsonElement path : object(body).getAsJsonArray("paths")) {
      Blob blob = commit.files().get(path.getAsString());
      if (blob != null) {
        JsonObject json = new JsonObject();
        json.addProperty("type", "file");
        json.add("path", path);
        json.addProperty("size", blob.content().length);
        json.addProperty("oid", StoredRepository.gitBlob(blob.content()));
        if (blob.large()) {
          JsonObject lfs = new JsonObject();
          lfs.addProperty("oid", blob.oid());
          lfs.addProperty("size", blob.content().length);
          lfs.addProperty("pointerSize", 134);
          json.add("lfs", lfs);
        }
        array.add(json);
      }
    }
    return answer(exchange, 200, array.toString());
  }

  private boolean discussions(HttpExchange exchange, StoredRepository repository)
      throws IOException {
    JsonArray array = new JsonArray();
    for (int number = repository.pullRequestTitles.size(); number > 0; number--) {
      JsonObject json = new JsonObject();
      json.addProperty("num", number);
      json.addProperty("title", repository.pullRequestTitles.get(number - 1));
      json.addProperty("isPullRequest", true);
      json.addProperty("status", "open");
      array.add(json);
    }
    JsonObject json = new JsonObject();
    json.add("discussions", array);
    json.addProperty("count", array.size());
    json.addProperty("start", 0);
    return answer(exchange, 200, json.toString());
  }

  private void requireSample(String path, byte[] content) {
    String sample =
        Base64.getEncoder().encodeToString(Arrays.copyOf(content, Math.min(512, content.length)));
    if (!sample.equals(samples.get(path))) {
      violations.add("commit: the sample of " + path + " was another");
    }
  }
}
