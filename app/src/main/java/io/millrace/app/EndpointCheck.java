package io.millrace.app;

import io.millrace.app.Finding.State;
import io.millrace.http.Header;
import io.millrace.http.TlsFiles;
import io.millrace.model.Secret;
import io.millrace.provider.chat.Dialect;
import io.millrace.provider.route.Endpoint;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLException;

/// What the doctor asks of an endpoint, in steps: its name, a connection, TLS, and the list of its
/// models with the key. The last step that began says what is wrong.
final class EndpointCheck {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Endpoint endpoint;
  private final URI url;
  private volatile String step = "doctor.step.dns";

  EndpointCheck(Endpoint endpoint) {
    this.endpoint = endpoint;
    this.url = models(endpoint);
  }

  /// Where a provider lists its models.
  static URI models(Endpoint endpoint) {
    String base = endpoint.baseUrl().toString();
    int query = base.indexOf('?');
    return URI.create(
        query < 0
            ? base + "/models"
            : base.substring(0, query) + "/models" + base.substring(query));
  }

  /// Checks all at once, each for three seconds at most.
  static List<Finding> all(List<Endpoint> endpoints) {
    List<EndpointCheck> checks = endpoints.stream().map(EndpointCheck::new).toList();
    // Not closed by try: a look-up of a name cannot be interrupted, and nobody waits for it.
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    try {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      List<Future<Finding>> running = checks.stream().map(c -> threads.submit(c::look)).toList();
      var findings = new ArrayList<Finding>();
      for (int i = 0; i < checks.size(); i++) {
        findings.add(checks.get(i).result(running.get(i), deadline));
      }
      return findings;
    } finally {
      threads.shutdownNow();
    }
  }

  private Finding result(Future<Finding> running, long deadline) {
    try {
      return running.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return silent();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return silent();
    } catch (ExecutionException e) {
      return bad("doctor.endpoint_odd", String.valueOf(e.getCause()));
    }
  }

  private Finding silent() {
    return Finding.of(
        State.BAD,
        endpoint.name(),
        "doctor.endpoint_silent",
        "url",
        shown(),
        "step",
        step,
        "seconds",
        Long.toString(PATIENCE.toSeconds()));
  }

  private Finding look() {
    try {
      InetAddress address = InetAddress.getByName(url.getHost());
      step = "doctor.step.connect";
      connect(address);
      step = url.getScheme().equals("https") ? "doctor.step.tls" : "doctor.step.http";
      return answered(status());
    } catch (UnknownHostException e) {
      return bad("doctor.endpoint_dns", url.getHost());
    } catch (SocketTimeoutException e) {
      return silent();
    } catch (SSLException e) {
      return bad("doctor.endpoint_tls", String.valueOf(e.getMessage()));
    } catch (IOException e) {
      boolean connecting = step.equals("doctor.step.connect");
      return bad(
          connecting ? "doctor.endpoint_refused" : "doctor.endpoint_broken",
          String.valueOf(e.getMessage()));
    }
  }

  private void connect(InetAddress address) throws IOException {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port()), (int) PATIENCE.toMillis());
    }
  }

  private int port() {
    if (url.getPort() >= 0) {
      return url.getPort();
    }
    return url.getScheme().equals("https") ? 443 : 80;
  }

  private int status() throws IOException {
    var connection = (HttpURLConnection) url.toURL().openConnection(Proxy.NO_PROXY);
    try {
      connection.setConnectTimeout((int) PATIENCE.toMillis());
      connection.setReadTimeout((int) PATIENCE.toMillis());
      connection.setInstanceFollowRedirects(false);
      trust(connection);
      authenticate(connection);
      for (Header header : endpoint.headers()) {
        connection.setRequestProperty(header.name(), header.value());
      }
      connection.connect();
      step = "doctor.step.http";
      return connection.getResponseCode();
    } finally {
      connection.disconnect();
    }
  }

  private void trust(HttpURLConnection connection) throws IOException {
    Path certificates = endpoint.certificates();
    if (certificates != null && connection instanceof HttpsURLConnection https) {
      https.setSSLSocketFactory(TlsFiles.client(certificates).getSocketFactory());
    }
  }

  private void authenticate(HttpURLConnection connection) {
    if (endpoint.dialect() == Dialect.ANTHROPIC) {
      connection.setRequestProperty("anthropic-version", "2023-06-01");
    }
    Secret key = endpoint.key();
    if (key == null) {
      return;
    }
    switch (endpoint.auth()) {
      case BEARER -> connection.setRequestProperty("authorization", "Bearer " + key.reveal());
      case API_KEY -> connection.setRequestProperty("api-key", key.reveal());
      case X_API_KEY -> connection.setRequestProperty("x-api-key", key.reveal());
      case GOOGLE -> connection.setRequestProperty("x-goog-api-key", key.reveal());
    }
  }

  private Finding answered(int status) {
    String key =
        switch (status) {
          case 401 -> "doctor.endpoint_key";
          case 403 -> "doctor.endpoint_forbidden";
          case 429 -> "doctor.endpoint_limited";
          default -> other(status);
        };
    State state =
        switch (key) {
          case "doctor.endpoint", "doctor.endpoint_open" -> State.GOOD;
          case "doctor.endpoint_limited" -> State.DOUBTFUL;
          default -> State.BAD;
        };
    return Finding.of(
        state, endpoint.name(), key, "url", shown(), "status", Integer.toString(status));
  }

  /// A server need not list its models, and then its key is not tried.
  private String other(int status) {
    if (status >= 300 && status < 400) {
      return "doctor.endpoint_moved";
    }
    if (status >= 500 || status < 200) {
      return "doctor.endpoint_failing";
    }
    return status < 300 && endpoint.key() != null ? "doctor.endpoint" : "doctor.endpoint_open";
  }

  private Finding bad(String key, String what) {
    return Finding.of(State.BAD, endpoint.name(), key, "url", shown(), "what", what);
  }

  /// Without the query, which may hold what is nobody's business.
  private String shown() {
    String base = endpoint.baseUrl().toString();
    return Arrays.asList(base.split("\\?", 2)).getFirst();
  }
}
