package io.millrace.gateway;

import io.millrace.gateway.GatewaySettings.Listen;
import io.millrace.http.HttpServer;
import io.millrace.http.ServerSettings;
import io.millrace.http.TlsFiles;
import io.millrace.model.PriceCatalogue;
import io.millrace.provider.record.CallIds;
import io.millrace.provider.record.CallRecorder;
import io.millrace.provider.route.Router;
import io.millrace.store.calls.CallStore;
import io.millrace.store.control.AuditMaterial;
import io.millrace.store.control.ControlStore;
import io.millrace.store.journal.Journal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// The gateway: one endpoint for every model. Thread-safe.
///
/// A call's way: [Front] finds what a path means and admits, [RequestBody] reads the body once,
/// [Verdict] asks the policies, [CallRun] has a tier answer and [CallRecorder] writes it down.
public final class Gateway implements AutoCloseable {
  private static final int HEAD_BYTES = 64 << 10;
  private static final int CONNECTIONS = 50_000;
  private static final Duration HEAD_TIME = Duration.ofSeconds(10);
  private static final Duration IDLE = Duration.ofSeconds(75);
  private static final Duration WRITE_TIME = Duration.ofSeconds(30);
  private static final long CACHE_BYTES = 64L << 20;

  /// Where policies are released.
  ///
  /// @param data the folder that their files are in
  public record Controlled(ControlStore store, Path data) {}

  /// What it works with; it closes none of them.
  ///
  /// @param random for the ids of calls and for sampling; may be used by many threads at once
  /// @param control where policies are released; empty for those of a folder alone
  /// @param material of audited calls that are not recorded whole
  /// @param administration of what is not the gateway's own
  public record Parts(
      Router router,
      Journal journal,
      CallStore calls,
      PriceCatalogue prices,
      InstantSource clock,
      RandomGenerator random,
      Optional<Controlled> control,
      AuditMaterial material,
      Administration administration) {
    /// Without a loop.
    public Parts(
        Router router,
        Journal journal,
        CallStore calls,
        PriceCatalogue prices,
        InstantSource clock,
        RandomGenerator random) {
      this(
          router,
          journal,
          calls,
          prices,
          clock,
          random,
          Optional.empty(),
          new AuditMaterial(),
          Administration.NONE);
    }
  }

  private final Parts parts;
  private final Metrics metrics = new Metrics();
  private final Lag lag = new Lag();
  private AnswerCache cache = new AnswerCache(CACHE_BYTES);
  private final Conversations conversations = new Conversations();
  private final Admission admission;
  private final PolicySource policies;
  private final Front front;
  private final HttpServer server;
  private final boolean loopback;
  private volatile GatewaySettings settings;
  private volatile boolean closing;

  private Gateway(GatewaySettings settings, Parts parts) throws IOException {
    InetAddress address = InetAddress.getByName(settings.listen().host());
    this.parts = parts;
    this.settings = settings;
    this.loopback = address.isLoopbackAddress();
    this.admission = new Admission(settings.limits(), Runtime.getRuntime().maxMemory() / 3, lag);
    this.policies =
        parts
            .control()
            .<PolicySource>map(control -> new ControlPolicies(control, settings.policies()))
            .orElseGet(() -> new FolderPolicies(settings.policies()));
    this.front =
        new Front(
            desk(settings, parts.prices()),
            admission,
            new Pages(parts.calls(), lag, admission::calls, () -> closing, parts.administration()));
    try {
      this.server = HttpServer.start(serverSettings(settings, address), front);
    } catch (IOException e) {
      policies.close();
      lag.close();
      throw e;
    }
  }

  /// Listens when this returns.
  ///
  /// @throws IOException when the address cannot be had or a TLS file cannot be used
  /// @throws IllegalArgumentException for an address beyond loopback without a key
  /// @throws io.millrace.store.policy.PolicyException when the policies cannot be loaded
  public static Gateway start(GatewaySettings settings, Parts parts) throws IOException {
    boolean open = settings.keys().isEmpty();
    if (open && !InetAddress.getByName(settings.listen().host()).isLoopbackAddress()) {
      throw new IllegalArgumentException(
          "listening on "
              + settings.listen().host()
              + " needs a key: others can reach it. Add one under 'keys'");
    }
    return new Gateway(settings, parts);
  }

  private static ServerSettings serverSettings(GatewaySettings settings, InetAddress address)
      throws IOException {
    Listen listen = settings.listen();
    SSLContext tls =
        listen.tls() == null
            ? null
            : TlsFiles.server(listen.tls().certificate(), listen.tls().privateKey());
    return serverSettings(settings, new InetSocketAddress(address, listen.port()), tls);
  }

  private static ServerSettings serverSettings(
      GatewaySettings settings, InetSocketAddress address, @Nullable SSLContext tls) {
    return new ServerSettings(
        address,
        tls,
        HEAD_BYTES,
        settings.limits().bodyBytes(),
        HEAD_TIME,
        settings.limits().bodyTime(),
        IDLE,
        WRITE_TIME,
        CONNECTIONS);
  }

  private Desk desk(GatewaySettings current, PriceCatalogue prices) {
    return new Desk(
        current,
        new Access(current, loopback),
        new RequestBody(current.limits().nesting()),
        new CallIds(parts.clock(), parts.random()),
        parts.router(),
        new CallRecorder.Book(
            parts.journal(),
            prices,
            parts.clock(),
            current.recording().serveUnrecorded(),
            metrics::unrecorded),
        metrics,
        policies,
        parts.material(),
        conversations,
        cache);
  }

  /// The port it listens on.
  public int port() {
    return server.port();
  }

  /// Takes other settings and prices for the calls to come, and reads its certificate again. Where
  /// it listens, and whether with TLS, does not change until the next start.
  ///
  /// @throws io.millrace.store.policy.PolicyException when the policies cannot be loaded; nothing
  ///   has changed then
  /// @throws UncheckedIOException when the certificate cannot be read; nothing has changed then
  public synchronized void reload(GatewaySettings next, PriceCatalogue prices) {
    ServerSettings before = server.settings();
    SSLContext tls = before.tls();
    Listen listen = next.listen();
    try {
      if (tls != null && listen.tls() != null) {
        tls = TlsFiles.server(listen.tls().certificate(), listen.tls().privateKey());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    policies.reload(next.policies());
    server.reload(serverSettings(next, before.address(), tls));
    admission.limits(next.limits());
    settings = next;
    // A name may be of another model now.
    cache = new AnswerCache(CACHE_BYTES);
    front.desk(desk(next, prices));
  }

  /// Takes no more calls, waits for those under way as long as the settings say, then cuts off the
  /// rest.
  @Override
  public void close() {
    closing = true;
    server.drain(settings.limits().drain());
    server.close();
    policies.close();
    lag.close();
  }
}
