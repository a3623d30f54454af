package io.millrace.gateway;

import io.millrace.model.Secret;
import io.millrace.store.mask.Masking;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How the gateway listens, admits, decides and records. Immutable.
///
/// @param keys what callers may prove themselves with; empty is allowed on loopback only
public record GatewaySettings(
    Listen listen, List<CallerKey> keys, Limits limits, Policies policies, Recording recording) {
  public GatewaySettings {
    keys = List.copyOf(keys);
  }

  /// The same, recognising calls while no policy is out, or not.
  public GatewaySettings recognising(boolean recognise) {
    var changed =
        new Policies(
            policies.folder(), policies.serve(), policies.cached(), policies.silent(), recognise);
    return new GatewaySettings(listen, keys, limits, changed, recording);
  }

  /// Where it listens.
  ///
  /// @param port 0 for any free one
  /// @param allowedHosts names that a `Host` header may have besides the address itself; on
  ///   loopback `localhost` and the loopback addresses always may
  /// @param allowedOrigins origins of web pages that may call; none by default
  /// @param tls null for plain HTTP
  public record Listen(
      String host,
      int port,
      Set<String> allowedHosts,
      Set<String> allowedOrigins,
      @Nullable Tls tls) {
    public Listen {
      allowedHosts = Set.copyOf(allowedHosts);
      allowedOrigins = Set.copyOf(allowedOrigins);
    }
  }

  /// A certificate and its key, both PEM files.
  public record Tls(Path certificate, Path privateKey) {}

  /// A caller's key.
  ///
  /// @param name for logs; unique
  /// @param priority who is shed first under load
  public record CallerKey(String name, Secret key, Priority priority) {}

  /// How important calls are; the last are shed first.
  public enum Priority {
    CRITICAL,
    NORMAL,
    BULK
  }

  /// What one call and all together may take.
  ///
  /// @param bodyBytes of a request
  /// @param nesting levels of JSON
  /// @param bodyTime in which a request's body must have arrived
  /// @param calls under way at once; more are shed
  /// @param drain how long a shutdown waits for calls under way
  public record Limits(long bodyBytes, int nesting, Duration bodyTime, int calls, Duration drain) {
    public static final Limits DEFAULT =
        new Limits(32L << 20, 100, Duration.ofSeconds(30), 20_000, Duration.ofSeconds(30));
  }

  /// Who may answer besides the teacher.
  ///
  /// @param folder of policies that an audit wrote; null for none
  /// @param serve whether the students of such a folder answer; false is shadow mode
  /// @param cached ids of scenarios whose exact repeats are answered from memory
  /// @param silent whether no student answers, however it was released
  /// @param recognise whether calls are recognised while no policy is out, because somebody wants
  ///   to know what they are
  public record Policies(
      @Nullable Path folder, boolean serve, Set<String> cached, boolean silent, boolean recognise) {
    public Policies {
      cached = Set.copyOf(cached);
    }

    public Policies(@Nullable Path folder, boolean serve, Set<String> cached, boolean silent) {
      this(folder, serve, cached, silent, false);
    }

    public Policies(@Nullable Path folder, boolean serve, Set<String> cached) {
      this(folder, serve, cached, false, false);
    }
  }

  /// What is written down.
  ///
  /// @param bodies whether requests and answers are kept
  /// @param sample the share of calls whose bodies are kept, 0 to 1
  /// @param serveUnrecorded whether calls are served when the journal cannot be written
  /// @param expireBodies the age at which bodies are removed; empty for never
  public record Recording(
      Bodies bodies, double sample, boolean serveUnrecorded, Optional<Duration> expireBodies) {
    public static final Recording DEFAULT = new Recording(Bodies.KEEP, 1, false, Optional.empty());
  }

  /// What of a body is kept.
  public enum Bodies {
    KEEP,
    /// With e-mail addresses, phone, card and identity numbers masked.
    MASK,
    OMIT;

    /// What is kept of a body; null for nothing.
    public byte @Nullable [] kept(byte[] body) {
      return switch (this) {
        case KEEP -> body;
        case MASK -> Masking.body(body);
        case OMIT -> null;
      };
    }
  }
}
