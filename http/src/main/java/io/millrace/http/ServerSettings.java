package io.millrace.http;

import java.net.InetSocketAddress;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// How a server listens and what it bears.
///
/// @param tls null for plain HTTP
/// @param headBytes of a request's line and header fields together, at most
/// @param bodyBytes of a request's body, at most
/// @param headTime from a request's first byte until its head is here
/// @param bodyTime from then on until its body is here
/// @param idle between two requests
/// @param writeTime for which a write may be stuck
/// @param connections open at once, at most; more are turned away with a 503
public record ServerSettings(
    InetSocketAddress address,
    @Nullable SSLContext tls,
    int headBytes,
    long bodyBytes,
    Duration headTime,
    Duration bodyTime,
    Duration idle,
    Duration writeTime,
    int connections) {
  /// Plain HTTP with moderate limits.
  public static ServerSettings at(InetSocketAddress address) {
    return new ServerSettings(
        address,
        null,
        64 << 10,
        32L << 20,
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(75),
        Duration.ofSeconds(30),
        50_000);
  }
}
