package io.millrace.http;

import java.net.URI;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// How an origin is reached.
///
/// @param origin `http` or `https`, host and port; its path is not used
/// @param tls for `https`; null for the platform's trust. The host's name is always checked
/// @param maxConnections open at once, at most
/// @param idle after which an unused connection is closed
/// @param headBytes of an answer's head, at most
public record ClientSettings(
    URI origin, @Nullable SSLContext tls, int maxConnections, Duration idle, int headBytes) {
  /// Up to this many connections, closed after 30 idle seconds, heads of up to 64 KiB.
  public static ClientSettings of(URI origin, @Nullable SSLContext tls, int maxConnections) {
    return new ClientSettings(origin, tls, maxConnections, Duration.ofSeconds(30), 64 << 10);
  }

  /// Whether the host is an address that needs no looking up.
  boolean isAddress() {
    String host = origin.getHost();
    return host.startsWith("[") || host.chars().allMatch(c -> c >= '0' && c <= '9' || c == '.');
  }

  /// The `host` header field.
  String host() {
    return origin.getPort() > 0 ? origin.getHost() + ":" + origin.getPort() : origin.getHost();
  }
}
