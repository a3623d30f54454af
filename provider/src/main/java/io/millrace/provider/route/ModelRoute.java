package io.millrace.provider.route;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where calls for one model name go.
///
/// @param name the name callers ask for; a `*` at its end stands for any rest, and the rest may be
///   used in a hop's model
/// @param hops in order: the first is the model itself, the others are fallbacks
/// @param latency how patient its callers are
/// @param hedgeAfter how long an attempt may be silent before a second one is sent beside it; null
///   for what the latency class says
/// @param deadlines those of all attempts together and of each; null to use the endpoints' own
public record ModelRoute(
    String name,
    List<Hop> hops,
    LatencyClass latency,
    @Nullable Duration hedgeAfter,
    @Nullable Deadlines deadlines) {
  public ModelRoute {
    Objects.requireNonNull(name, "name");
    hops = List.copyOf(hops);
    if (hops.isEmpty()) {
      throw new IllegalArgumentException("the model " + name + " leads nowhere");
    }
  }

  /// How long an attempt may be silent before a second one is sent beside it; empty for never.
  public Optional<Duration> hedge() {
    return hedgeAfter == null ? latency.hedgeAfter() : Optional.of(hedgeAfter);
  }

  /// One model at one provider, over all of the provider's endpoints.
  ///
  /// @param model the provider's name of it; null when it is the name the caller asked for
  public record Hop(String provider, @Nullable String model) {}
}
