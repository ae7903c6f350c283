package io.github.meshclassifier.hub;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Large file storage: the calls of the Hub that lead to it, and the host that keeps the objects,
 * which must never see a token.
 */
abstract class UploadStorage extends ScriptedServer {
  final Map<String, byte[]> objects = new ConcurrentHashMap<>();
  final AtomicLong storedBytes = new AtomicLong();

  /** Large files above this size are sent in parts of it; in bytes. */
  int partSize = 1 << 20;

  private final Map<String, byte[]> parts = new ConcurrentHashMap<>();
  private final AtomicLong uploads = new AtomicLong();
  private final HttpServer storage;

  UploadStorage() throws IOException {
    storage = server(this::storage);
  }

  /** The host with the API. */
  abstract URI endpoint();

  private String address() {
    return "http://127.0.0.1:" + storage.getAddress().getPort();
  }

  final boolean batch(HttpExchange exchange, byte[] body) throws IOException {
    requireLfs(exchange);
    JsonObject json = object(body);
    if (!json.get("operation").getAsString().equals("upload")
        || !json.getAsJsonArray("transfers").toString().contains("multipart")) {
      violations.add("batch: " + json);
    }
    JsonArray answers = new JsonArray();
    for (JsonElement element : json.getAsJsonArray("objects")) {
      JsonObject object = element.getAsJsonObject().deepCopy();
      String oid = object.get("oid").getAsString();
      long size = object.get("size").getAsLong();
      if (!objects.containsKey(oid)) {
        object.add("actions", actions(oid, size));
      }
      answers.add(object);
    }
    JsonObject answer = new JsonObject();
    answer.addProperty("transfer", "basic");
    answer.add("objects", answers);
    return answer(exchange, 200, answer.toString(), "application/vnd.git-lfs+json");
  }

  private JsonObject actions(String oid, long size) {
    JsonObject upload = new JsonObject();
    long number = uploads.incrementAndGet();
    String query = "?uploadId=" + number + "&oid=" + oid + "&size=" + size + "&X-Amz-Signature=ab";
    if (size > partSize) {
      JsonObject header = new JsonObject();
      header.addProperty("chunk_size", String.valueOf(partSize));
      for (int part = 1; (part - 1L) * partSize < size; part++) {
        header.addProperty(
            String.format(Locale.ROOT, "%05d", part),
            address() + "/part" + query + "&partNumber=" + part);
      }
      upload.addProperty("href", endpoint() + "/api/complete_multipart" + query);
      upload.add("header", header);
    } else {
      upload.addProperty("href", address() + "/object" + query);
      JsonObject header = new JsonObject();
      header.addProperty("x-amz-checksum", "given");
      header.addProperty("Authorization", "not for you");
      upload.add("header", header);
    }
    JsonObject verify = new JsonObject();
    verify.addProperty("href", endpoint() + "/verify");
    JsonObject actions = new JsonObject();
    actions.add("upload", upload);
    actions.add("verify", verify);
    return actions;
  }

  final boolean complete(HttpExchange exchange) throws IOException {
    if (spoiled("complete", exchange)) {
      return true;
    }
    byte[] body = exchange.getRequestBody().readAllBytes();
    note("complete", exchange, body);
    requireNoToken(exchange);
    requireLfs(exchange);
    Map<String, String> query = query(exchange);
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    int number = 0;
    for (JsonElement element : object(body).getAsJsonArray("parts")) {
      JsonObject part = element.getAsJsonObject();
      byte[] content = parts.get(query.get("uploadId") + "/" + ++number);
      if (part.get("partNumber").getAsInt() != number
          || content == null
          || !part.get("etag").getAsString().equals(etag(content))) {
        violations.add("complete: part " + number + " does not fit");
        return answer(exchange, 400, "{}");
      }
      whole.write(content);
    }
    return store(exchange, query, whole.toByteArray());
  }

  private boolean storage(HttpExchange exchange) throws IOException {
    String route = exchange.getRequestURI().getRawPath().substring(1);
    requireNoToken(exchange);
    Map<String, String> query = query(exchange);
    if (spoiled(route, exchange)) {
      return true;
    }
    String length = exchange.getRequestHeaders().getFirst("Content-Length");
    byte[] body = readAll(exchange);
    note(route, exchange, new byte[0]);
    if (length == null || Long.parseLong(length) != body.length) {
      violations.add(route + ": no Content-Length");
      return answer(exchange, 411, "");
    }
    if (route.equals("part")) {
      parts.put(query.get("uploadId") + "/" + query.get("partNumber"), body);
      exchange.getResponseHeaders().set("ETag", etag(body));
      return answer(exchange, 200, "");
    }
    if (!"given".equals(exchange.getRequestHeaders().getFirst("x-amz-checksum"))) {
      seen.add(new Seen("without-header", "PUT", exchange.getRequestURI(), Map.of(), ""));
    }
    return store(exchange, query, body);
  }

  private byte[] readAll(HttpExchange exchange) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    InputStream in = exchange.getRequestBody();
    byte[] buffer = new byte[1 << 14];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      body.write(buffer, 0, n);
      storedBytes.addAndGet(n);
    }
    return body.toByteArray();
  }

  private boolean store(HttpExchange exchange, Map<String, String> query, byte[] content)
      throws IOException {
    String oid = query.get("oid");
    if (!StoredRepository.sha256(content).equals(oid)
        || content.length != Long.parseLong(query.get("size"))) {
      violations.add("storage: content is not what was announced");
      return answer(exchange, 400, "");
    }
    objects.put(oid, content);
    return answer(exchange, 200, "{}");
  }

  private static String etag(byte[] content) {
    return "\"" + StoredRepository.hex("MD5", content) + "\"";
  }

  private void requireNoToken(HttpExchange exchange) {
    if (exchange.getRequestHeaders().containsKey("Authorization")) {
      violations.add("storage got an Authorization header");
    }
  }

  private void requireLfs(HttpExchange exchange) {
    for (String name : List.of("Accept", "Content-Type")) {
      if (!"application/vnd.git-lfs+json".equals(exchange.getRequestHeaders().getFirst(name))) {
        violations.add(exchange.getRequestURI().getPath() + ": wrong " + name);
      }
    }
  }
}
