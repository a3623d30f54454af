package io.millrace.app.config;

import io.millrace.gateway.GatewaySettings;
import io.millrace.gateway.GatewaySettings.Bodies;
import io.millrace.gateway.GatewaySettings.CallerKey;
import io.millrace.gateway.GatewaySettings.Limits;
import io.millrace.gateway.GatewaySettings.Listen;
import io.millrace.gateway.GatewaySettings.Policies;
import io.millrace.gateway.GatewaySettings.Priority;
import io.millrace.gateway.GatewaySettings.Recording;
import io.millrace.gateway.GatewaySettings.Tls;
import io.millrace.model.Secret;
import io.millrace.provider.route.Resilience;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Reads the sections about the gateway itself: `listen`, `keys`, `limits`, `policies`,
/// `recording`, `resilience`.
final class GatewaySections {
  static final String HOST = "127.0.0.1";
  static final int PORT = 8080;

  private static final Map<String, Priority> PRIORITIES =
      Map.of("critical", Priority.CRITICAL, "normal", Priority.NORMAL, "bulk", Priority.BULK);
  private static final Map<String, Bodies> BODIES =
      Map.of("keep", Bodies.KEEP, "mask", Bodies.MASK, "omit", Bodies.OMIT);

  private final Section root;
  private final Overrides overrides;

  GatewaySections(Section root, Overrides overrides) {
    this.root = root;
    this.overrides = overrides;
  }

  GatewaySettings read() {
    Listen listen = listen(root.section("listen"));
    List<CallerKey> keys = keys();
    if (keys.isEmpty() && !root.has("keys") && !Addresses.loopback(listen.host())) {
      root.section("listen").error("config.keys_needed", "host", listen.host());
    }
    return new GatewaySettings(
        listen,
        keys,
        limits(root.section("limits")),
        policies(root.section("policies")),
        recording(root.section("recording")));
  }

  private Listen listen(Section section) {
    String host = section.word("host", HOST);
    int port = ProviderSection.integer(section, "port", 0, 65_535, PORT);
    Set<String> hosts = words(section, "hosts");
    Set<String> origins = words(section, "origins");
    Tls tls = section.has("tls") ? tls(section.section("tls")) : null;
    section.done();
    return new Listen(
        overrides.host().orElse(host), overrides.port().orElse(port), hosts, origins, tls);
  }

  private static @Nullable Tls tls(Section section) {
    Path certificate = readable(section.required("certificate"));
    Path key = readable(section.required("key"));
    section.done();
    return certificate == null || key == null ? null : new Tls(certificate, key);
  }

  private static @Nullable Path readable(@Nullable Value value) {
    Path file = value == null ? null : value.file();
    if (value != null && file != null && !Files.isReadable(file)) {
      value.error("config.no_file", "file", file.toString());
    }
    return file;
  }

  private List<CallerKey> keys() {
    var keys = new ArrayList<CallerKey>();
    var names = new HashSet<String>();
    var secrets = new HashSet<Secret>();
    for (Value value : root.list("keys")) {
      if (value.scalar()) {
        value.secretError("config.need.key_entry");
        continue;
      }
      Section section = value.section();
      String name = wordOf(section.required("name"));
      Value written = section.required("key");
      Secret key = written == null ? null : written.secret();
      Value priority = section.value("priority");
      Priority chosen = priority == null ? null : priority.choice(PRIORITIES);
      section.done();
      if (name != null && !names.add(name)) {
        section.error("config.same_name", "name", name);
      }
      if (key != null && !secrets.add(key)) {
        section.error("config.same_key");
      }
      if (name != null && key != null) {
        keys.add(new CallerKey(name, key, chosen == null ? Priority.NORMAL : chosen));
      }
    }
    return keys;
  }

  private static Limits limits(Section section) {
    Limits base = Limits.DEFAULT;
    Value body = section.value("body");
    Long bytes = body == null ? null : body.size();
    var limits =
        new Limits(
            bytes == null ? base.bodyBytes() : bytes,
            ProviderSection.integer(section, "nesting", 8, 1000, base.nesting()),
            DeadlineSection.duration(section, "body_time", base.bodyTime()),
            ProviderSection.integer(section, "calls", 1, 1_000_000, base.calls()),
            DeadlineSection.duration(section, "drain", base.drain()));
    section.done();
    return limits;
  }

  private Policies policies(Section section) {
    Value value = section.value("folder");
    Path folder = value == null ? null : value.file();
    if (value != null && folder != null && !Files.isDirectory(folder)) {
      value.error("config.no_folder", "file", folder.toString());
    }
    Value mode = section.value("mode");
    Boolean serve = mode == null ? null : mode.choice(Map.of("shadow", false, "serve", true));
    Set<String> cached = words(section, "cache");
    section.done();
    Optional<Boolean> said = overrides.serve().or(() -> Optional.ofNullable(serve));
    return new Policies(
        overrides.policies().orElse(folder),
        said.orElse(false),
        cached,
        said.isPresent() && !said.get());
  }

  private static Recording recording(Section section) {
    Recording base = Recording.DEFAULT;
    Value bodies = section.value("bodies");
    Bodies kept = bodies == null ? null : bodies.choice(BODIES);
    Value unwritable = section.value("unwritable");
    Boolean serve =
        unwritable == null ? null : unwritable.choice(Map.of("refuse", false, "serve", true));
    Value expire = section.value("expire_bodies");
    var recording =
        new Recording(
            kept == null ? base.bodies() : kept,
            section.number("sample", "0", "1", base.sample()),
            serve == null ? base.serveUnrecorded() : serve,
            expire == null ? base.expireBodies() : Optional.ofNullable(expire.duration()));
    section.done();
    return recording;
  }

  static Resilience resilience(Section section) {
    Resilience base = Resilience.DEFAULT;
    var resilience =
        new Resilience(
            ProviderSection.integer(section, "retries", 0, 10, base.retries()),
            DeadlineSection.duration(section, "backoff", base.backoff()),
            DeadlineSection.duration(section, "backoff_limit", base.backoffLimit()),
            section.number("retry_share", "0", "1", base.retryShare()),
            ProviderSection.integer(section, "breaker_failures", 1, 1000, base.breakerFailures()),
            DeadlineSection.duration(section, "breaker_pause", base.breakerPause()));
    section.done();
    return resilience;
  }

  private static @Nullable String wordOf(@Nullable Value value) {
    return value == null ? null : value.word();
  }

  private static Set<String> words(Section section, String key) {
    var words = new TreeSet<String>();
    for (Value value : section.list(key)) {
      String word = value.word();
      if (word != null) {
        words.add(word);
      }
    }
    return words;
  }
}
