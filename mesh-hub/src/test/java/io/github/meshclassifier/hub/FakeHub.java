package io.github.meshclassifier.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server that answers as the Hub does, from memory: the model pages of its API, files by
 * revision, small ones through a redirect on the same host and large ones through a redirect to a
 * storage on another, which must never see a token.
 *
 * <p>What goes wrong is scripted with {@link #on}; other parts of the API are added with {@link
 * #route}.
 */
public final class FakeHub implements AutoCloseable {
  static {
    // The server sends head and body apart; without this the second waits 40 ms for the first.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private static final Pattern INFO =
      Pattern.compile("/api/models/((?:[^/]+/)?[^/]+)/(revision|tree|paths-info)/([^/]+)");
  private static final Pattern RESOLVE =
      Pattern.compile("/((?:[^/]+/)?[^/]+)/resolve/([^/]+)/(.+)");
  private static final Pattern RESOLVE_CACHE =
      Pattern.compile("/api/resolve-cache/models/(.+)/([0-9a-f]{40})/(.+)");

  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "fake-hub");
            thread.setDaemon(true);
            return thread;
          });
  private final HttpServer server;
  private final HttpServer storage;
  private final Map<String, FakeRepository> repositories = new ConcurrentHashMap<>();
  private final Map<String, String> renamed = new ConcurrentHashMap<>();
  private final List<Route> routes = new CopyOnWriteArrayList<>();
  private final List<Script> scripts = new CopyOnWriteArrayList<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final List<String> leaks = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean blobs = true;

  /** Answers requests. */
  @FunctionalInterface
  public interface Handler {
    Reply answer(Request request);
  }

  /** Stands between a request and the answer it would get. */
  @FunctionalInterface
  public interface Fault {
    Reply answer(Request request, Handler hub);
  }

  private record Route(String method, Pattern path, Handler handler) {}

  /**
   * A request.
   *
   * @param storage whether it went to the storage host
   * @param path without the query, still encoded
   * @param headers by names in lower case
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Request(
      boolean storage,
      String method,
      String path,
      String query,
      Map<String, String> headers,
      byte[] body) {
    public Request without(String header) {
      Map<String, String> fewer = new TreeMap<>(headers);
      fewer.remove(header);
      return new Request(storage, method, path, query, fewer, body);
    }

    public Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    public Optional<String> token() {
      return header("authorization").map(value -> value.replaceFirst("^Bearer ", ""));
    }

    @Override
    public String toString() {
      return (storage ? "storage " : "") + method + " " + path;
    }
  }

  /**
   * An answer.
   *
   * @param cutAt after how many bytes of the body the connection ends, or -1
   * @param stallAt after how many bytes nothing more comes until the server ends, or -1
   * @param trickleMillis the pause after each sixteenth of the body
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Reply(
      int status,
      Map<String, String> headers,
      byte[] body,
      int cutAt,
      int stallAt,
      int trickleMillis) {
    public static Reply of(int status, byte[] body) {
      return new Reply(status, Map.of(), body, -1, -1, 0);
    }

    public static Reply of(int status) {
      return of(status, new byte[0]);
    }

    public static Reply json(Object json) {
      return of(200, json.toString().getBytes(UTF_8)).with("Content-Type", "application/json");
    }

    /** A refusal as the Hub words it. */
    public static Reply error(int status, String code, String message) {
      Reply reply =
          of(status, ("{\"error\":\"" + message + "\"}").getBytes(UTF_8))
              .with("Content-Type", "application/json")
              .with("X-Error-Message", message);
      return code.isEmpty() ? reply : reply.with("X-Error-Code", code);
    }

    public Reply with(String header, String value) {
      Map<String, String> more = new TreeMap<>(headers);
      more.put(header, value);
      return new Reply(status, more, body, cutAt, stallAt, trickleMillis);
    }

    public Reply withBody(byte[] other) {
      return new Reply(status, headers, other, cutAt, stallAt, trickleMillis);
    }

    public Reply cutAt(int bytes) {
      return new Reply(status, headers, body, bytes, stallAt, trickleMillis);
    }

    public Reply stallAt(int bytes) {
      return new Reply(status, headers, body, cutAt, bytes, trickleMillis);
    }

    public Reply trickling(int millis) {
      return new Reply(status, headers, body, cutAt, stallAt, millis);
    }
  }

  private static final class Script {
    private final Predicate<Request> when;
    private final Fault fault;
    private int left;

    Script(Predicate<Request> when, int times, Fault fault) {
      this.when = when;
      this.fault = fault;
      this.left = times;
    }

    synchronized boolean take(Request request) {
      if (left == 0 || !when.test(request)) {
        return false;
      }
      left--;
      return true;
    }
  }

  private FakeHub() throws IOException {
    server = start("localhost");
    storage = start("127.0.0.1");
    server.createContext("/", exchange -> serve(exchange, false));
    storage.createContext("/", exchange -> serve(exchange, true));
    server.start();
    storage.start();
  }

  private HttpServer start(String host) throws IOException {
    HttpServer created =
        HttpServer.create(new InetSocketAddress(InetAddress.getByName(host), 0), 100);
    created.setExecutor(threads);
    return created;
  }

  /** Starts a server without repositories. */
  public static FakeHub start() throws IOException {
    return new FakeHub();
  }

  /** What {@code HF_ENDPOINT} would be. */
  public URI endpoint() {
    return URI.create("http://localhost:" + server.getAddress().getPort());
  }

  /** The host that large files are on. */
  public URI storage() {
    return URI.create("http://127.0.0.1:" + storage.getAddress().getPort());
  }

  /** Settings for this server without a token, and almost without pauses. */
  public HubSettings.Builder settings(Path cache) {
    return HubSettings.builder(Map.of())
        .endpoint(endpoint())
        .cacheDirectory(cache)
        .retryDelay(Duration.ofMillis(1));
  }

  /** Returns a repository, empty if it is new. */
  public FakeRepository repository(String id) {
    return repositories.computeIfAbsent(id, FakeRepository::new);
  }

  /** Returns a repository if it is there. */
  public Optional<FakeRepository> find(String id) {
    return Optional.ofNullable(repositories.get(id));
  }

  /** Lets requests for an old name be answered with redirects to a new one. */
  public void rename(String from, String to) {
    FakeRepository repository = repositories.remove(from);
    repository.rename(to);
    repositories.put(to, repository);
    renamed.put(from, to);
  }

  /** Lets the model pages say nothing of sizes and hashes, as some mirrors do. */
  public void hideBlobs() {
    blobs = false;
  }

  /** Adds a part of the API; the first route that fits answers. */
  public void route(String method, String pathPattern, Handler handler) {
    routes.add(new Route(method, Pattern.compile(pathPattern), handler));
  }

  /** Lets something go wrong the next times that a request fits. */
  public void on(Predicate<Request> when, int times, Fault fault) {
    scripts.add(new Script(when, times, fault));
  }

  /** Answers the next requests whose method and path contain a text with a status. */
  public void fail(String what, int times, int status) {
    on(request -> request.toString().contains(what), times, (r, hub) -> Reply.of(status));
  }

  /** All requests so far, of both hosts. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /** The requests so far whose method and path contain a text. */
  public List<Request> requests(String what) {
    return requests.stream().filter(request -> request.toString().contains(what)).toList();
  }

  public void forgetRequests() {
    requests.clear();
  }

  /** Ends both hosts; fails if the storage has seen a token. */
  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    storage.stop(0);
    threads.shutdownNow();
    if (!leaks.isEmpty()) {
      throw new AssertionError("the storage host has seen a token: " + leaks);
    }
  }

  private void serve(HttpExchange exchange, boolean atStorage) throws IOException {
    try (exchange) {
      Map<String, String> headers = new TreeMap<>();
      exchange
          .getRequestHeaders()
          .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
      URI uri = exchange.getRequestURI();
      Request request =
          new Request(
              atStorage,
              exchange.getRequestMethod(),
              uri.getRawPath(),
              uri.getRawQuery() == null ? "" : uri.getRawQuery(),
              headers,
              exchange.getRequestBody().readAllBytes());
      requests.add(request);
      if (atStorage && headers.containsKey("authorization")) {
        leaks.add(request.toString());
      }
      send(exchange, request, reply(request));
    }
  }

  private Reply reply(Request request) {
    for (Script script : scripts) {
      if (script.take(request)) {
        return script.fault.answer(request, this::plain);
      }
    }
    return plain(request);
  }

  private void send(HttpExchange exchange, Request request, Reply reply) throws IOException {
    reply.headers.forEach(exchange.getResponseHeaders()::set);
    if (request.method.equals("HEAD")) {
      exchange
          .getResponseHeaders()
          .putIfAbsent("Content-Length", List.of(String.valueOf(reply.body.length)));
      exchange.sendResponseHeaders(reply.status, -1);
      return;
    }
    byte[] body = reply.body;
    // Zero stands for an unknown length, which means chunks.
    long length = reply.headers.containsKey("Transfer-Encoding") ? 0 : body.length;
    exchange.sendResponseHeaders(reply.status, body.length == 0 ? -1 : length);
    int stop = Math.min(body.length, least(reply.cutAt, reply.stallAt));
    int step = reply.trickleMillis > 0 ? Math.max(1, body.length / 16) : 1 << 16;
    OutputStream out = exchange.getResponseBody();
    for (int i = 0; i < stop; i += step) {
      out.write(body, i, Math.min(step, stop - i));
      if (reply.trickleMillis > 0) {
        out.flush();
        pause(reply.trickleMillis);
      }
    }
    out.flush();
    if (reply.stallAt >= 0) {
      pause(Integer.MAX_VALUE);
    }
  }

  private static int least(int a, int b) {
    return Math.min(a < 0 ? Integer.MAX_VALUE : a, b < 0 ? Integer.MAX_VALUE : b);
  }

  private void pause(int millis) {
    try {
      closed.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Reply plain(Request request) {
    for (Route route : routes) {
      if (route.method.equals(request.method) && route.path.matcher(request.path).matches()) {
        return route.handler.answer(request);
      }
    }
    Matcher stored = Pattern.compile("/lfs/(.+)/([0-9a-f]{64})").matcher(request.path);
    if (request.storage && stored.matches()) {
      return repository(stored.group(1))
          .content(stored.group(2))
          .map(bytes -> ranged(request, bytes).with("ETag", "\"storage-" + bytes.length + "\""))
          .orElseGet(() -> Reply.of(403));
    }
    Matcher info = INFO.matcher(request.path);
    if (info.matches()) {
      return repository(request, info.group(1), info.group(3), info);
    }
    Matcher file = RESOLVE_CACHE.matcher(request.path);
    if (file.matches()) {
      return cached(request, file);
    }
    file = RESOLVE.matcher(request.path);
    return file.matches()
        ? repository(request, file.group(1), file.group(2), file)
        : Reply.error(404, "", "Sorry, we can't find the page you are looking for.");
  }

  /** Checks access and revision, then answers for what the path asks. */
  private Reply repository(Request request, String id, String revision, Matcher path) {
    String newId = renamed.get(id);
    if (newId != null) {
      String query = request.query.isEmpty() ? "" : "?" + request.query;
      return Reply.of(307)
          .with("Location", request.path.replaceFirst(Pattern.quote(id), newId) + query);
    }
    FakeRepository repository = repositories.get(id);
    boolean content = path.pattern() == RESOLVE;
    Optional<Reply> refusal = FakeRepository.refusal(repository, request.token(), content);
    if (refusal.isPresent() || repository == null) {
      return refusal.orElseThrow();
    }
    String commit = repository.commit(URLDecoder.decode(revision, UTF_8));
    if (commit == null) {
      return Reply.error(404, "RevisionNotFound", "Invalid rev id: " + revision);
    }
    if (content) {
      return file(repository, commit, URLDecoder.decode(path.group(3), UTF_8));
    }
    return switch (path.group(2)) {
      case "revision" -> Reply.json(repository.info(commit, blobs));
      case "tree" -> Reply.json(repository.tree(commit, List.of()));
      default -> Reply.json(repository.tree(commit, paths(request)));
    };
  }

  private static List<String> paths(Request request) {
    List<String> paths = new ArrayList<>();
    JsonObject body = JsonParser.parseString(new String(request.body, UTF_8)).getAsJsonObject();
    JsonArray wanted = body.getAsJsonArray("paths");
    wanted.forEach(path -> paths.add(path.getAsString()));
    return paths;
  }

  private Reply file(FakeRepository repository, String commit, String path) {
    FakeRepository.Stored stored = repository.file(commit, path);
    if (stored == null) {
      return Reply.error(404, "EntryNotFound", "Entry not found").with("X-Repo-Commit", commit);
    }
    String target =
        stored.large()
            ? storage() + "/lfs/" + repository.id() + "/" + stored.etag() + "?Signature=fresh"
            : "/api/resolve-cache/models/" + repository.id() + "/" + commit + "/" + path;
    return Reply.of(stored.large() ? 302 : 307, "Found".getBytes(UTF_8))
        .with("Location", target)
        .with("X-Repo-Commit", commit)
        .with("X-Linked-Size", String.valueOf(stored.content().length))
        .with("X-Linked-ETag", "\"" + stored.etag() + "\"");
  }

  private Reply cached(Request request, Matcher path) {
    FakeRepository repository = repositories.get(path.group(1));
    Optional<Reply> refusal = FakeRepository.refusal(repository, request.token(), true);
    if (refusal.isPresent() || repository == null) {
      return refusal.orElseThrow();
    }
    FakeRepository.Stored stored =
        repository.file(path.group(2), URLDecoder.decode(path.group(3), UTF_8));
    if (stored == null) {
      return Reply.error(404, "EntryNotFound", "Entry not found");
    }
    return ranged(request, stored.content())
        .with("ETag", "W/\"" + stored.etag() + "\"")
        .with("X-Repo-Commit", path.group(2));
  }

  /** Answers with the part that the request asks for. */
  public static Reply ranged(Request request, byte[] content) {
    Matcher range =
        Pattern.compile("bytes=(\\d+)-(\\d*)").matcher(request.header("range").orElse(""));
    if (!range.matches()) {
      return Reply.of(200, content).with("Accept-Ranges", "bytes");
    }
    int from = Integer.parseInt(range.group(1));
    if (from >= content.length) {
      return Reply.of(416).with("Content-Range", "bytes */" + content.length);
    }
    int to =
        range.group(2).isEmpty()
            ? content.length
            : Math.min(content.length, Integer.parseInt(range.group(2)) + 1);
    return Reply.of(206, Arrays.copyOfRange(content, from, to))
        .with("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + content.length);
  }
}
