package io.github.meshclassifier.hub;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import io.github.meshclassifier.hub.HubException.Kind;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * How large file storage wants to have a file.
 *
 * @param hash its SHA-256, in lower-case hexadecimal digits
 * @param upload where it goes, or where to say that all parts are there; empty if storage has it
 * @param headers what to send with the file if it goes in one piece
 * @param partSize the size of each part but the last, in bytes
 * @param parts where the parts go, in their order; empty if it goes in one piece
 * @param verify where to say that it is there, if the Hub wants to know
 * @see <a href="https://github.com/git-lfs/git-lfs/blob/main/docs/api/batch.md">The batch API</a>
 */
record LargeFile(
    UploadFile file,
    String hash,
    Optional<URI> upload,
    Map<String, String> headers,
    long partSize,
    List<URI> parts,
    Optional<URI> verify) {
  private static final Pattern PART = Pattern.compile("\\d{1,6}");

  /** Headers that this client sets itself; in particular, no token is passed on. */
  private static final Set<String> REFUSED_HEADERS =
      Set.of(
          "authorization",
          "connection",
          "content-length",
          "cookie",
          "expect",
          "host",
          "proxy-authorization",
          "transfer-encoding",
          "upgrade");

  LargeFile {
    headers = Map.copyOf(headers);
    parts = List.copyOf(parts);
  }

  static LargeFile read(ApiJson json, UploadFile file, String hash, URI endpoint)
      throws HubException {
    Optional<ApiJson> error = json.optionalObject("error");
    if (error.isPresent()) {
      String message = error.get().optionalString("message").orElse("no message");
      throw HubException.of(Kind.UNAVAILABLE, file.path(), "large file storage refuses the file")
          .found("'" + HubException.shortened(message) + "'")
          .remedy("See the limits of the account at " + endpoint + "/settings/billing.")
          .build();
    }
    Optional<ApiJson> actions = json.optionalObject("actions");
    Optional<URI> verify = address(actions.flatMap(a -> a.optionalObject("verify")), endpoint);
    Optional<ApiJson> action = actions.flatMap(a -> a.optionalObject("upload"));
    Optional<URI> upload = address(action, endpoint);
    Optional<ApiJson> header = action.flatMap(a -> a.optionalObject("header"));
    if (header.isEmpty() || !header.get().object().has("chunk_size")) {
      Map<String, String> headers = header.map(LargeFile::plain).orElse(Map.of());
      return new LargeFile(file, hash, upload, headers, 0, List.of(), verify);
    }
    long partSize = number(json, header.get().object().get("chunk_size"));
    List<URI> parts = parts(header.get(), endpoint);
    long needed = (file.size() + partSize - 1) / partSize;
    if (parts.size() != needed) {
      throw json.problem("has " + parts.size() + " parts where " + needed + " are needed");
    }
    return new LargeFile(file, hash, upload, Map.of(), partSize, parts, verify);
  }

  private static List<URI> parts(ApiJson header, URI endpoint) throws HubException {
    SortedMap<Integer, URI> parts = new TreeMap<>();
    for (String key : header.object().keySet()) {
      if (PART.matcher(key).matches()) {
        parts.put(Integer.parseInt(key), checked(header, key, endpoint));
      }
    }
    if (!parts.isEmpty() && (parts.firstKey() != 1 || parts.lastKey() != parts.size())) {
      throw header.problem("has parts that are not numbered from 1");
    }
    return new ArrayList<>(parts.values());
  }

  private static long number(ApiJson json, JsonElement value) throws HubException {
    String text = value instanceof JsonPrimitive primitive ? primitive.getAsString() : "";
    if (!text.matches("[1-9]\\d{0,14}")) {
      throw json.problem("has a 'chunk_size' that is not a positive number");
    }
    return Long.parseLong(text);
  }

  private static Map<String, String> plain(ApiJson header) {
    Map<String, String> plain = new TreeMap<>();
    for (String key : header.object().keySet()) {
      Optional<String> value = header.optionalString(key);
      if (value.isPresent() && !REFUSED_HEADERS.contains(key.toLowerCase(Locale.ROOT))) {
        plain.put(key, value.get());
      }
    }
    return plain;
  }

  private static Optional<URI> address(Optional<ApiJson> action, URI endpoint) throws HubException {
    return action.isPresent()
        ? Optional.of(checked(action.get(), "href", endpoint))
        : Optional.empty();
  }

  /** Weights that may be private do not leave an encrypted connection for a plain one. */
  private static URI checked(ApiJson json, String key, URI endpoint) throws HubException {
    String address = json.text(key);
    URI uri;
    try {
      uri = URI.create(address);
    } catch (IllegalArgumentException e) {
      throw json.problem("has an address that cannot be read");
    }
    boolean https = "https".equalsIgnoreCase(uri.getScheme());
    boolean http =
        "http".equalsIgnoreCase(uri.getScheme()) && "http".equalsIgnoreCase(endpoint.getScheme());
    if (!(https || http) || uri.getHost() == null) {
      throw json.problem("has an address for files that is not https");
    }
    return ofMirror(uri, endpoint);
  }

  /** A mirror may pass on the Hub's own addresses; what is for the Hub goes through the mirror. */
  private static URI ofMirror(URI uri, URI endpoint) {
    return HubHttp.sameOrigin(uri, HubSettings.DEFAULT_ENDPOINT)
            && !HubHttp.sameOrigin(endpoint, HubSettings.DEFAULT_ENDPOINT)
        ? URI.create(
            endpoint
                + uri.toString()
                    .substring(uri.getScheme().length() + 3 + uri.getRawAuthority().length()))
        : uri;
  }
}
