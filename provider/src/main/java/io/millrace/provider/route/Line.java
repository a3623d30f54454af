package io.millrace.provider.route;

import io.millrace.http.ClientSettings;
import io.millrace.http.Header;
import io.millrace.http.HttpClient;
import io.millrace.http.TlsFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// An endpoint at work: its connections, its circuit and its counts. Thread-safe.
final class Line implements AutoCloseable {
  private final Endpoint endpoint;
  private final HttpClient client;
  private final Circuit circuit;
  private final String prefix;
  private final List<Header> headers;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final LongAdder attempts = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final @Nullable FileTime trusted;
  private volatile boolean closing;

  /// @throws UncheckedIOException naming the file of certificates that cannot be used
  Line(Endpoint endpoint, LongSupplier nanos) {
    this.endpoint = endpoint;
    this.circuit = new Circuit(nanos);
    this.trusted = written(endpoint);
    URI base = endpoint.baseUrl();
    this.prefix = base.getRawPath() == null ? "" : base.getRawPath().replaceFirst("/+$", "");
    this.client = HttpClient.of(ClientSettings.of(base, tls(endpoint), endpoint.maxConnections()));
    this.headers = List.copyOf(headers(endpoint));
  }

  /// When the file of the certificates that it trusts was written; null without one.
  private static @Nullable FileTime written(Endpoint endpoint) {
    try {
      return endpoint.certificates() == null
          ? null
          : Files.getLastModifiedTime(endpoint.certificates());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Whether it was made with the certificates that there are now.
  ///
  /// @throws UncheckedIOException when their file cannot be read
  boolean fresh() {
    return Objects.equals(trusted, written(endpoint));
  }

  private static @Nullable SSLContext tls(Endpoint endpoint) {
    if (endpoint.certificates() == null) {
      return null;
    }
    try {
      return TlsFiles.client(endpoint.certificates());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Header> headers(Endpoint endpoint) {
    var headers = new ArrayList<Header>();
    headers.add(new Header("user-agent", "millrace"));
    if (endpoint.key() != null) {
      String key = endpoint.key().reveal();
      headers.add(
          switch (endpoint.auth()) {
            case BEARER -> new Header("authorization", "Bearer " + key);
            case API_KEY -> new Header("api-key", key);
            case X_API_KEY -> new Header("x-api-key", key);
            case GOOGLE -> new Header("x-goog-api-key", key);
          });
    }
    headers.addAll(endpoint.headers());
    return headers;
  }

  Endpoint endpoint() {
    return endpoint;
  }

  HttpClient client() {
    return client;
  }

  Circuit circuit() {
    return circuit;
  }

  /// Path and query of a request.
  ///
  /// @param path under the base address, with its leading `/`
  String target(String path) {
    String query = endpoint.baseUrl().getRawQuery();
    String target = prefix + path;
    return query == null ? target : target + (target.indexOf('?') < 0 ? "?" : "&") + query;
  }

  /// Those of every request, the key among them.
  List<Header> headers() {
    return headers;
  }

  /// Takes a place for an attempt, if the circuit lets one in. Each must be followed by one
  /// [#began] and [#ended], or by one [#left].
  boolean enter() {
    inFlight.incrementAndGet();
    if (!closing && circuit.enter()) {
      return true;
    }
    leave();
    return false;
  }

  /// Gives a place back that was not used.
  void left() {
    circuit.unknown();
    leave();
  }

  void began() {
    attempts.increment();
  }

  void ended(boolean failed) {
    if (failed) {
      failures.increment();
    }
    leave();
  }

  private void leave() {
    if (inFlight.decrementAndGet() == 0 && closing) {
      client.close();
    }
  }

  int inFlight() {
    return inFlight.get();
  }

  /// Attempts under way for its share.
  double load() {
    return (inFlight.get() + 1.0) / endpoint.weight();
  }

  EndpointState state() {
    return new EndpointState(
        endpoint.name(), circuit.state(), inFlight.get(), attempts.sum(), failures.sum());
  }

  /// Lets no attempt in any more and closes the connections when the last one has ended.
  @Override
  public void close() {
    closing = true;
    if (inFlight.get() == 0) {
      client.close();
    }
  }
}
