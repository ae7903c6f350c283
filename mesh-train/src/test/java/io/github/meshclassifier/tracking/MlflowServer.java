package io.github.meshclassifier.tracking;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Plays the part of MLflow's REST API 2.0 that a run needs, as described at
 * https://mlflow.org/docs/latest/rest-api.html, with the checks of its server.
 */
final class MlflowServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService executor = Executors.newCachedThreadPool();

  final List<String> requests = new CopyOnWriteArrayList<>();
  final List<String> authorizations = new CopyOnWriteArrayList<>();
  final Map<String, String> experiments = new LinkedHashMap<>();
  final List<Run> runs = new CopyOnWriteArrayList<>();

  /** While it is above 0, requests fail with status 500 and it is counted down. */
  volatile int failures;

  /** Once it is set, requests hang until it opens. */
  volatile CountDownLatch gate = new CountDownLatch(0);

  /** A run as the server knows it. */
  static final class Run {
    String experiment = "";
    String name = "";
    String status = "RUNNING";
    final Map<String, String> parameters = new LinkedHashMap<>();
    final Map<String, String> tags = new LinkedHashMap<>();
    final List<String> metrics = new CopyOnWriteArrayList<>();
  }

  MlflowServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(executor);
    server.createContext("/api/2.0/mlflow/", this::handle);
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath().substring("/api/2.0/mlflow/".length());
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    try {
      gate.await();
    } catch (InterruptedException e) {
      exchange.close();
      return;
    }
    requests.add(path);
    List<String> authorization = exchange.getRequestHeaders().get("Authorization");
    authorizations.add(authorization == null ? "" : authorization.get(0));
    synchronized (this) {
      if (failures > 0) {
        failures--;
        answer(exchange, 500, error("INTERNAL_ERROR", "scripted"));
        return;
      }
      try {
        answer(exchange, 200, answer(path, exchange.getRequestURI().getQuery(), body));
      } catch (IllegalArgumentException e) {
        answer(exchange, 400, error("INVALID_PARAMETER_VALUE", e.getMessage()));
      } catch (IllegalStateException e) {
        answer(exchange, 404, error("RESOURCE_DOES_NOT_EXIST", e.getMessage()));
      }
    }
  }

  private JsonObject answer(String path, String query, String body) {
    JsonObject in =
        body.isEmpty() ? new JsonObject() : JsonParser.parseString(body).getAsJsonObject();
    JsonObject out = new JsonObject();
    switch (path) {
      case "experiments/get-by-name" -> {
        String name = query.substring("experiment_name=".length());
        if (!experiments.containsKey(name)) {
          throw new IllegalStateException("no experiment " + name);
        }
        JsonObject experiment = new JsonObject();
        experiment.addProperty("experiment_id", experiments.get(name));
        experiment.addProperty("name", name);
        out.add("experiment", experiment);
      }
      case "experiments/create" -> {
        String id = Integer.toString(experiments.size() + 1);
        experiments.put(in.get("name").getAsString(), id);
        out.addProperty("experiment_id", id);
      }
      case "runs/create" -> {
        Run run = new Run();
        run.experiment = in.get("experiment_id").getAsString();
        run.name = in.get("run_name").getAsString();
        in.getAsJsonArray("tags").forEach(tag -> tag(run, tag.getAsJsonObject()));
        runs.add(run);
        JsonObject info = new JsonObject();
        info.addProperty("run_id", "run-" + runs.size());
        info.addProperty("run_uuid", "run-" + runs.size());
        JsonObject entry = new JsonObject();
        entry.add("info", info);
        out.add("run", entry);
      }
      case "runs/log-batch" -> batch(run(in), in);
      case "runs/set-tag" -> tag(run(in), in);
      case "runs/update" -> run(in).status = in.get("status").getAsString();
      default -> throw new IllegalStateException(path);
    }
    return out;
  }

  private Run run(JsonObject in) {
    return runs.get(
        Integer.parseInt(in.get("run_id").getAsString().substring("run-".length())) - 1);
  }

  private static void tag(Run run, JsonObject tag) {
    run.tags.put(tag.get("key").getAsString(), tag.get("value").getAsString());
  }

  private static void batch(Run run, JsonObject in) {
    JsonArray metrics = array(in, "metrics");
    JsonArray parameters = array(in, "params");
    if (metrics.size() > 1000 || parameters.size() > 100) {
      throw new IllegalArgumentException("too many");
    }
    for (JsonElement element : metrics) {
      JsonObject metric = element.getAsJsonObject();
      String key = metric.get("key").getAsString();
      if (!key.matches("[A-Za-z0-9_\\-./ ]{1,250}") || key.matches(".*(//|/\\.|/$).*")) {
        throw new IllegalArgumentException("Invalid metric name: '" + key + "'");
      }
      JsonElement step = metric.get("step");
      run.metrics.add(
          key
              + " "
              + (step == null ? 0 : step.getAsLong())
              + " "
              + metric.get("value").getAsString());
    }
    for (JsonElement element : parameters) {
      JsonObject parameter = element.getAsJsonObject();
      String value = parameter.get("value").getAsString();
      if (value.length() > 500) {
        throw new IllegalArgumentException("Param value had length " + value.length());
      }
      run.parameters.put(parameter.get("key").getAsString(), value);
    }
  }

  private static JsonArray array(JsonObject in, String key) {
    return in.has(key) ? in.getAsJsonArray(key) : new JsonArray();
  }

  private static JsonObject error(String code, String message) {
    JsonObject json = new JsonObject();
    json.addProperty("error_code", code);
    json.addProperty("message", message);
    return json;
  }

  private static void answer(HttpExchange exchange, int status, JsonObject json)
      throws IOException {
    byte[] bytes = json.toString().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
