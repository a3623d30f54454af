package io.millrace.provider.route;

import io.millrace.provider.protocol.InboundCall;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Sends calls to endpoints and brings their answers home: balancing, retries, fallbacks, hedges,
/// circuit breaking. Thread-safe.
public final class Router implements AutoCloseable {
  private final RandomGenerator random;
  private final LongSupplier nanos;
  private final InstantSource clock;
  private final RetryBudget budget;
  private final Wording wording;
  private volatile Network network;

  private Router(
      Routes routes,
      RandomGenerator random,
      LongSupplier nanos,
      InstantSource clock,
      Wording wording) {
    this.wording = wording;
    this.random = random;
    this.nanos = nanos;
    this.clock = clock;
    this.budget = new RetryBudget(routes.resilience().retryShare(), nanos);
    this.network = network(routes, Map.of());
  }

  /// A router over a configuration; connects when the first call comes.
  ///
  /// @param random for jitter and weighted choices; used by many threads at once
  /// @throws java.io.UncheckedIOException naming a file of certificates that cannot be used
  public static Router of(Routes routes, RandomGenerator random) {
    return new Router(routes, random, System::nanoTime, InstantSource.system(), Wording.PROTOCOLS);
  }

  /// The same on other clocks and with other words.
  static Router of(
      Routes routes,
      RandomGenerator random,
      LongSupplier nanos,
      InstantSource clock,
      Wording wording) {
    return new Router(routes, random, nanos, clock, wording);
  }

  private Network network(Routes routes, Map<Endpoint, Line> known) {
    Map<String, List<Line>> byProvider = new HashMap<>();
    Map<Endpoint, Line> lines = new HashMap<>();
    for (Endpoint endpoint : routes.endpoints()) {
      Line line = lines.get(endpoint);
      if (line != null) {
        continue;
      }
      line = line(endpoint, known, lines);
      lines.put(endpoint, line);
      byProvider.computeIfAbsent(endpoint.provider(), _ -> new ArrayList<>()).add(line);
    }
    return new Network(routes, byProvider, lines, budget, random, nanos, clock, wording);
  }

  private Line line(Endpoint endpoint, Map<Endpoint, Line> known, Map<Endpoint, Line> made) {
    Line line = known.get(endpoint);
    if (line != null && line.fresh()) {
      return line;
    }
    try {
      return new Line(endpoint, nanos);
    } catch (RuntimeException e) {
      made.values().stream().filter(each -> !known.containsValue(each)).forEach(Line::close);
      throw e;
    }
  }

  /// Where a call for a model name goes; empty for an unknown model.
  public Optional<ModelRoute> route(String model) {
    return Optional.ofNullable(network.route(model));
  }

  /// The names callers may ask for, in the order of the configuration; patterns are left out.
  public List<String> models() {
    return network.routes.models().stream()
        .map(ModelRoute::name)
        .filter(name -> !name.endsWith("*"))
        .toList();
  }

  /// Calls a model. Returns when a whole answer is here, when the first content of a stream is
  /// here, or when every way has failed. Never throws for a failure of an upstream.
  ///
  /// @param log attempts are written to it before they are sent
  /// @param cancellation ends every attempt at once
  public Delivery call(
      InboundCall call, ModelRoute route, AttemptLog log, Cancellation cancellation) {
    return new CallRouting(() -> network, call, route, log, cancellation).run();
  }

  /// Takes another configuration; endpoints that stay the same, certificates and all, keep their
  /// connections and circuits, calls under way end on the old ones.
  ///
  /// @throws java.io.UncheckedIOException naming a file of certificates that cannot be used;
  ///   nothing has changed then
  public synchronized void reload(Routes routes) {
    Network before = network;
    Network next = network(routes, before.byEndpoint);
    budget.share(routes.resilience().retryShare());
    network = next;
    before.byEndpoint.forEach((endpoint, line) -> {
      if (!line.equals(next.byEndpoint.get(endpoint))) {
        line.close();
      }
    });
  }

  /// How every endpoint is doing, for metrics and health.
  public List<EndpointState> states() {
    Network current = network;
    return current.routes.endpoints().stream()
        .map(endpoint -> current.byEndpoint.get(endpoint))
        .filter(java.util.Objects::nonNull)
        .map(Line::state)
        .toList();
  }

  /// Closes idle connections; calls under way end first.
  @Override
  public void close() {
    network.byEndpoint.values().forEach(Line::close);
  }

  /// One configuration at work. Immutable but for its lines.
  static final class Network {
    private final Routes routes;
    private final Map<String, List<Line>> byProvider;
    private final Map<Endpoint, Line> byEndpoint;
    private final Map<String, ModelRoute> exact = new HashMap<>();
    private final List<ModelRoute> patterns = new ArrayList<>();
    private final RetryBudget budget;
    private final RandomGenerator random;
    private final LongSupplier nanos;
    private final InstantSource clock;
    private final Wording wording;

    Network(
        Routes routes,
        Map<String, List<Line>> byProvider,
        Map<Endpoint, Line> byEndpoint,
        RetryBudget budget,
        RandomGenerator random,
        LongSupplier nanos,
        InstantSource clock,
        Wording wording) {
      this.wording = wording;
      this.routes = routes;
      this.byProvider = byProvider;
      this.byEndpoint = byEndpoint;
      this.budget = budget;
      this.random = random;
      this.nanos = nanos;
      this.clock = clock;
      for (ModelRoute route : routes.models()) {
        if (route.name().endsWith("*")) {
          patterns.add(route);
        } else {
          exact.put(route.name(), route);
        }
      }
      patterns.sort(java.util.Comparator.comparingInt(route -> -route.name().length()));
    }

    private @Nullable ModelRoute route(String model) {
      ModelRoute found = exact.get(model);
      if (found != null) {
        return found;
      }
      for (ModelRoute route : patterns) {
        if (model.startsWith(route.name().substring(0, route.name().length() - 1))) {
          return route;
        }
      }
      return null;
    }

    List<Line> lines(String provider) {
      return byProvider.getOrDefault(provider, List.of());
    }

    Resilience resilience() {
      return routes.resilience();
    }

    RetryBudget budget() {
      return budget;
    }

    RandomGenerator random() {
      return random;
    }

    LongSupplier nanos() {
      return nanos;
    }

    InstantSource clock() {
      return clock;
    }

    Wording wording() {
      return wording;
    }

    /// The endpoint with the least load for its weight whose circuit lets a call in; one that has
    /// failed this call already only when no other does.
    ///
    /// @param spent not to be asked again
    /// @param tried asked before
    @Nullable Line choose(List<Line> lines, Set<Line> spent, Set<Line> tried) {
      Line fresh = chooseOther(lines, spent, tried);
      return fresh != null || tried.isEmpty() ? fresh : chooseOther(lines, spent, Set.of());
    }

    /// The same, but never one that was tried.
    @Nullable Line chooseOther(List<Line> lines, Set<Line> spent, Set<Line> tried) {
      if (lines.size() == 1) {
        Line only = lines.getFirst();
        boolean may = !spent.contains(only) && !tried.contains(only) && only.enter();
        return may ? only : null;
      }
      List<Line> open = new ArrayList<>(lines.size());
      long now = nanos.getAsLong();
      for (Line line : lines) {
        if (!spent.contains(line) && !tried.contains(line) && line.circuit().waitNanos(now) == 0) {
          open.add(line);
        }
      }
      while (!open.isEmpty()) {
        Line least = least(open);
        if (least.enter()) {
          return least;
        }
        open.remove(least);
      }
      return null;
    }

    /// Ties are broken by a draw in proportion to the weights.
    private Line least(List<Line> lines) {
      double load = Double.MAX_VALUE;
      int weights = 0;
      boolean idle = true;
      for (Line line : lines) {
        idle &= line.inFlight() == 0;
        load = Math.min(load, line.load());
      }
      for (Line line : lines) {
        weights += idle || line.load() == load ? line.endpoint().weight() : 0;
      }
      int draw = random.nextInt(Math.max(1, weights));
      for (Line line : lines) {
        if (idle || line.load() == load) {
          draw -= line.endpoint().weight();
          if (draw < 0) {
            return line;
          }
        }
      }
      return lines.getFirst();
    }
  }
}
