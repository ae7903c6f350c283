package io.github.meshclassifier.hub;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Servers of this machine that note what they are asked, and fail as a test wants it. */
abstract class ScriptedServer implements AutoCloseable {
  static {
    // The server sends head and body apart; without this the second waits 40 ms for the first.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  /** What to do instead of answering. */
  @FunctionalInterface
  interface Fault {
    /**
     * Spoils an exchange.
     *
     * @return true if it is over, false to go on as usual
     */
    boolean spoil(HttpExchange exchange) throws IOException;
  }

  /** A request as it came. */
  record Seen(
      String route, String method, URI uri, Map<String, List<String>> headers, String body) {}

  final List<Seen> seen = new CopyOnWriteArrayList<>();
  final List<String> violations = new CopyOnWriteArrayList<>();

  /** Exchanges to close where the answer would be. */
  private final Set<HttpExchange> silent = ConcurrentHashMap.newKeySet();

  private final Map<String, Queue<Fault>> faults = new ConcurrentHashMap<>();
  private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
  private final ExecutorService executor = Executors.newCachedThreadPool();

  final HttpServer server(Fault handler) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(executor);
    server.createContext(
        "/",
        exchange -> {
          try {
            handler.spoil(exchange);
          } catch (RuntimeException e) {
            violations.add(exchange.getRequestURI() + ": " + e);
            answer(exchange, 500, "{\"error\":\"the test server failed\"}");
          }
        });
    server.start();
    servers.add(server);
    return server;
  }

  /** Adds faults for the next requests of a route, one each. */
  void fail(String route, Fault... next) {
    faults.computeIfAbsent(route, key -> new ArrayDeque<>()).addAll(List.of(next));
  }

  List<Seen> seen(String route) {
    return seen.stream().filter(request -> request.route.equals(route)).toList();
  }

  final Fault status(int status, String... headers) {
    return exchange -> {
      exchange.getRequestBody().readAllBytes();
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
      }
      answer(exchange, status, "{\"error\":\"scripted\"}");
      return true;
    };
  }

  /** Takes some bytes of the body and closes the connection. */
  static Fault cutAfter(int bytes) {
    return exchange -> {
      exchange.getRequestBody().readNBytes(bytes);
      exchange.close();
      return true;
    };
  }

  /** Does all that was asked, and closes the connection instead of answering. */
  final Fault effectWithoutAnswer() {
    return exchange -> {
      silent.add(exchange);
      return false;
    };
  }

  /** Does something first, such as letting somebody else commit. */
  static Fault after(Runnable action) {
    return exchange -> {
      action.run();
      return false;
    };
  }

  static Fault slow(long millis) {
    return exchange -> {
      try {
        TimeUnit.MILLISECONDS.sleep(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return false;
    };
  }

  final boolean spoiled(String route, HttpExchange exchange) throws IOException {
    Queue<Fault> queue = faults.get(route);
    Fault fault = queue == null ? null : queue.poll();
    if (fault == null) {
      return false;
    }
    // Noted before the client can know of it; if all goes on as usual, it is noted with its body.
    Seen request = note(route, exchange, new byte[0]);
    boolean over = fault.spoil(exchange);
    if (!over) {
      seen.remove(request);
    }
    return over;
  }

  final Seen note(String route, HttpExchange exchange, byte[] body) {
    Seen request =
        new Seen(
            route,
            exchange.getRequestMethod(),
            exchange.getRequestURI(),
            Map.copyOf(exchange.getRequestHeaders()),
            new String(body, StandardCharsets.UTF_8));
    seen.add(request);
    return request;
  }

  static Map<String, String> query(HttpExchange exchange) {
    Map<String, String> query = new HashMap<>();
    for (String pair : exchange.getRequestURI().getRawQuery().split("&", -1)) {
      int at = pair.indexOf('=');
      query.put(pair.substring(0, at), pair.substring(at + 1));
    }
    return query;
  }

  static JsonObject object(byte[] body) {
    return JsonParser.parseString(new String(body, StandardCharsets.UTF_8)).getAsJsonObject();
  }

  final boolean answer(HttpExchange exchange, int status, String body) throws IOException {
    return answer(exchange, status, body, "application/json; charset=utf-8");
  }

  final boolean answer(HttpExchange exchange, int status, String body, String type)
      throws IOException {
    if (silent.remove(exchange)) {
      exchange.close();
      return true;
    }
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
    return true;
  }

  @Override
  public void close() {
    servers.forEach(server -> server.stop(0));
    executor.shutdownNow();
  }
}
