package io.millrace.gateway;

import io.millrace.gateway.GatewaySettings.CallerKey;
import io.millrace.gateway.GatewaySettings.Priority;
import io.millrace.http.Headers;
import io.millrace.http.HttpExchange;
import io.millrace.provider.chat.RefusedException;
import io.millrace.provider.chat.WireError;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Says who may call. Immutable.
///
/// A web page in a browser can send requests to loopback: so `Host` must be a name of ours (else a
/// name of the attacker's was pointed here) and `Origin`, where there is one, an allowed one.
final class Access {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final String BEARER = "bearer ";

  @SuppressWarnings("ArrayRecordComponent") // compared by MessageDigest alone
  private record Known(byte[] digest, Caller caller) {}

  private final boolean loopback;
  private final Set<String> hosts;
  private final Set<String> origins;
  private final List<Known> keys;

  /// @param loopback whether it listens on loopback alone
  Access(GatewaySettings settings, boolean loopback) {
    this.loopback = loopback;
    this.hosts = settings.listen().allowedHosts();
    this.origins = settings.listen().allowedOrigins();
    this.keys = settings.keys().stream().map(Access::known).toList();
  }

  private static Known known(CallerKey key) {
    return new Known(digest(key.key().reveal()), new Caller(key.name(), key.priority()));
  }

  /// Checks where a request came through.
  ///
  /// @throws RefusedException with a 403
  void checkPlace(HttpExchange exchange) {
    String host = exchange.headers().first("host");
    if (!hostAllowed(host)) {
      throw forbidden(
          "the host '" + host + "' is not one of this server's: add it to listen.hosts", "host");
    }
    String origin = exchange.headers().first("origin");
    if (origin != null && !originAllowed(origin, host)) {
      throw forbidden(
          "pages of '" + origin + "' may not call this server: add it to listen.origins", "origin");
    }
  }

  private boolean hostAllowed(@Nullable String host) {
    if (host == null) {
      return !loopback;
    }
    String name = host.toLowerCase(Locale.ROOT);
    int colon = name.lastIndexOf(':');
    if (colon > name.lastIndexOf(']')) {
      name = name.substring(0, colon);
    }
    return hosts.contains(name)
        || loopback && LOOPBACK.contains(name)
        || !loopback && hosts.isEmpty();
  }

  private boolean originAllowed(String origin, @Nullable String host) {
    return origins.contains(origin)
        || origin.equals("http://" + host)
        || origin.equals("https://" + host);
  }

  private static RefusedException forbidden(String message, String code) {
    return new RefusedException(
        new WireError(WireError.Kind.PERMISSION, message, null, code + "_not_allowed"));
  }

  /// Who a request comes from.
  ///
  /// @throws RefusedException with a 401
  Caller caller(Headers headers) {
    if (keys.isEmpty() && loopback) {
      return lowered(Caller.LOCAL, headers);
    }
    String key = key(headers);
    if (key == null) {
      throw unauthorized("no key came with this request: send it as 'authorization: Bearer KEY'");
    }
    byte[] digest = digest(key);
    Caller found = null;
    for (Known known : keys) {
      if (MessageDigest.isEqual(known.digest, digest)) {
        found = known.caller;
      }
    }
    if (found == null) {
      throw unauthorized("the key that came with this request is not known here");
    }
    return lowered(found, headers);
  }

  /// A call may be less important than its key, never more.
  private static Caller lowered(Caller caller, Headers headers) {
    String wish = headers.first("x-millrace-priority");
    if (wish == null) {
      return caller;
    }
    for (Priority priority : Priority.values()) {
      if (priority.name().equalsIgnoreCase(wish)) {
        return priority.compareTo(caller.priority()) > 0
            ? new Caller(caller.key(), priority)
            : caller;
      }
    }
    throw new RefusedException(
        WireError.badField(
            "x-millrace-priority",
            "the header x-millrace-priority is '" + wish + "': write critical, normal or bulk",
            "invalid_header"));
  }

  private static @Nullable String key(Headers headers) {
    String bearer = headers.first("authorization");
    if (bearer != null && bearer.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return bearer.substring(BEARER.length()).strip();
    }
    String key = headers.first("x-api-key");
    return key == null ? headers.first("api-key") : key;
  }

  private static RefusedException unauthorized(String message) {
    return new RefusedException(
        new WireError(WireError.Kind.AUTHENTICATION, message, null, "invalid_api_key"));
  }

  private static byte[] digest(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
