package io.millrace.provider.route;

import io.millrace.provider.chat.RefusedException;
import io.millrace.provider.protocol.InboundCall;
import io.millrace.provider.protocol.Prepared;
import io.millrace.provider.protocol.Target;
import io.millrace.provider.route.AttemptLog.Kind;
import io.millrace.provider.route.Failure.Remedy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One call on its way over hops, endpoints and attempts. Runs on the caller's thread; a second one
/// comes only with a hedge.
final class CallRouting {
  private final Supplier<Router.Network> networks;
  private final InboundCall call;
  private final ModelRoute route;
  private final AttemptLog log;
  private final Cancellation cancellation;
  private final long start = System.nanoTime();
  private final Map<Target, Prepared> prepared = new HashMap<>(2);
  private final List<Attempt> live = new ArrayList<>(2);
  private final CountDownLatch gone = new CountDownLatch(1);
  private final Runnable cancel = this::cancel;
  private int number;
  private @Nullable Failure last;
  private Router.Network network;
  private long earliest = Long.MAX_VALUE;

  CallRouting(
      Supplier<Router.Network> networks,
      InboundCall call,
      ModelRoute route,
      AttemptLog log,
      Cancellation cancellation) {
    this.networks = networks;
    this.network = networks.get();
    this.call = call;
    this.route = route;
    this.log = log;
    this.cancellation = cancellation;
  }

  private void cancel() {
    gone.countDown();
    List<Attempt> due;
    synchronized (live) {
      due = List.copyOf(live);
    }
    due.forEach(Attempt::cancel);
  }

  Delivery run() {
    network.budget().call();
    cancellation.whenCancelled(cancel);
    boolean keep = false;
    try {
      Delivery delivery = route();
      keep = delivery instanceof Delivery.Streamed;
      return delivery;
    } finally {
      if (!keep) {
        cancellation.forget(cancel);
      }
    }
  }

  private Delivery route() {
    for (int hop = 0; hop < route.hops().size(); hop++) {
      Delivery delivery = hop(route.hops().get(hop), hop == 0);
      if (delivery != null) {
        return delivery;
      }
    }
    return failed(last == null ? unavailable() : last);
  }

  /// Nothing was sent: no endpoint of any hop may be asked.
  private Failure unavailable() {
    long wait = earliest == Long.MAX_VALUE ? 0 : TimeUnit.NANOSECONDS.toMillis(earliest);
    return failures(route.hops().getFirst()).unavailable(wait);
  }

  private Failures failures(ModelRoute.Hop hop) {
    return new Failures(
        call.operation(), hop.provider(), network.resilience(), network.clock(), network.wording());
  }

  /// Tries one model at one provider.
  ///
  /// @return null when the next hop may help
  private @Nullable Delivery hop(ModelRoute.Hop hop, boolean first) {
    Set<Line> spent = new HashSet<>(2);
    Set<Line> tried = new HashSet<>(2);
    for (int attempt = 0; attempt <= network.resilience().retries(); attempt++) {
      if (gone.getCount() == 0) {
        return cancelled();
      }
      Line line = choose(hop, spent, tried);
      List<Line> lines = network.lines(hop.provider());
      if (line == null) {
        noteUnavailable(lines);
        return null;
      }
      if (!left(lines).isPositive()) {
        line.left();
        return failed(last == null ? failures(hop).late() : last);
      }
      Kind kind = attempt > 0 ? Kind.RETRY : first ? Kind.FIRST : Kind.FALLBACK;
      if (kind == Kind.RETRY && !network.budget().take()) {
        line.left();
        return null;
      }
      Attempt begun;
      try {
        begun = begin(line, hop, kind, lines);
      } catch (RefusedException e) {
        return first && last == null ? refused(e) : null;
      }
      Attempt.Result result = attempt(begun, hop, lines, spent, tried);
      Delivery delivery = delivery(result);
      if (delivery != null) {
        return delivery;
      }
      if (!mayAskAgain(result, lines, spent, tried, attempt)) {
        spent.add(attemptOf(result).line());
      }
    }
    return null;
  }

  /// Chooses an endpoint of the configuration that holds now. One that a change has just closed
  /// lets nobody in: then the changed one is asked.
  private @Nullable Line choose(ModelRoute.Hop hop, Set<Line> spent, Set<Line> tried) {
    while (true) {
      network = networks.get();
      Line line = network.choose(network.lines(hop.provider()), spent, tried);
      if (line != null || network == networks.get()) {
        return line;
      }
    }
  }

  /// What an attempt means for the caller; null when another one may help.
  private @Nullable Delivery delivery(Attempt.Result result) {
    return switch (result) {
      case Attempt.Result.Whole whole -> whole(whole);
      case Attempt.Result.Streamed streamed -> streamed(streamed);
      case Attempt.Result.Lost(Attempt _, Failure failure) -> {
        last = failure;
        yield switch (failure.remedy()) {
          case CANCELLED -> cancelled();
          case NONE -> failed(failure);
          case AGAIN, ELSEWHERE -> null;
        };
      }
    };
  }

  private boolean mayAskAgain(
      Attempt.Result lost, List<Line> lines, Set<Line> spent, Set<Line> tried, int attempt) {
    tried.add(attemptOf(lost).line());
    return Objects.requireNonNull(last).remedy() != Remedy.ELSEWHERE
        && pause(lines, spent, tried, attempt);
  }

  private void noteUnavailable(List<Line> lines) {
    long now = network.nanos().getAsLong();
    for (Line line : lines) {
      earliest = Math.min(earliest, line.circuit().waitNanos(now));
    }
  }

  /// Waits before another attempt, where waiting is worth it.
  ///
  /// @return whether the endpoint that failed may be asked again
  private boolean pause(List<Line> lines, Set<Line> spent, Set<Line> tried, int attempt) {
    Failure failure = Objects.requireNonNull(last);
    boolean others =
        lines.stream().anyMatch(line -> !spent.contains(line) && !tried.contains(line));
    Duration limit = network.resilience().backoffLimit();
    long asked = failure.retryAfterMillis().orElse(-1);
    if (asked > limit.toMillis()) {
      return false;
    }
    if (others || attempt == network.resilience().retries()) {
      return true;
    }
    long bound = network.resilience().backoff().toMillis() << Math.min(attempt, 20);
    long jittered =
        network.random().nextLong(Math.max(1, Math.min(bound * 2, limit.toMillis()) + 1));
    long millis = Math.min(Math.max(asked, jittered), Math.max(0, left(lines).toMillis()));
    try {
      gone.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      gone.countDown();
    }
    return true;
  }

  /// What is left of the time for the whole call.
  private Duration left(List<Line> lines) {
    Duration total =
        route.deadlines() != null
            ? route.deadlines().total()
            : lines.stream()
                .map(line -> line.endpoint().deadlines().total())
                .max(Duration::compareTo)
                .orElse(Deadlines.DEFAULT.total());
    return total.minusNanos(System.nanoTime() - start);
  }

  private Attempt.Result attempt(
      Attempt attempt, ModelRoute.Hop hop, List<Line> lines, Set<Line> spent, Set<Line> tried) {
    if (route.hedge().isEmpty()) {
      return end(attempt, attempt.run());
    }
    return hedged(attempt, hop, lines, spent, tried);
  }

  private Attempt.Result end(Attempt attempt, Attempt.Result result) {
    if (!(result instanceof Attempt.Result.Streamed)) {
      synchronized (live) {
        live.remove(attempt);
      }
    }
    return result;
  }

  /// Writes an attempt down and makes it; a line that it does not come to is left again.
  private Attempt begin(Line line, ModelRoute.Hop hop, Kind kind, List<Line> lines) {
    Attempt attempt;
    try {
      Target target = target(line, hop);
      attempt = make(line, hop, target, lines);
      log.started(number, kind, line.endpoint(), target.model());
    } catch (RuntimeException | Error e) {
      line.left();
      throw e;
    }
    synchronized (live) {
      live.add(attempt);
    }
    if (gone.getCount() == 0) {
      attempt.cancel();
    }
    return attempt;
  }

  private Attempt make(Line line, ModelRoute.Hop hop, Target target, List<Line> lines) {
    Prepared words = prepared.get(target);
    if (words == null) {
      words = network.wording().prepare(call, target);
      prepared.put(target, words);
    }
    Deadlines own = line.endpoint().deadlines();
    return new Attempt(
        line,
        words,
        call.stream(),
        target.model(),
        route.deadlines() == null ? own : route.deadlines(),
        left(lines),
        failures(hop),
        log,
        ++number);
  }

  private Target target(Line line, ModelRoute.Hop hop) {
    String asked = call.model();
    String model = hop.model() == null ? asked : hop.model();
    if (model.endsWith("*") && route.name().endsWith("*")) {
      String rest = asked.substring(route.name().length() - 1);
      model = model.substring(0, model.length() - 1) + rest;
    }
    Endpoint endpoint = line.endpoint();
    return new Target(endpoint.dialect(), model, !model.equals(asked), endpoint.responses());
  }

  /// Runs an attempt, and a second one beside it when it is silent for too long. The first to
  /// answer wins.
  private Attempt.Result hedged(
      Attempt first, ModelRoute.Hop hop, List<Line> lines, Set<Line> spent, Set<Line> tried) {
    var race = new Race();
    race.start(first);
    Race.Outcome early = race.await(route.hedge().orElseThrow());
    if (early != null) {
      return end(first, early.result());
    }
    Attempt second = hedge(first, hop, lines, spent, tried);
    if (second == null) {
      return end(first, race.await().result());
    }
    race.start(second);
    Race.Outcome winner = race.await();
    if (winner.leavesTheOther()) {
      tried.add(winner.attempt().line());
      end(winner.attempt(), winner.result());
      winner = race.await();
    } else {
      stop(winner.attempt() == first ? second : first, race);
    }
    return end(winner.attempt(), winner.result());
  }

  private void stop(Attempt loser, Race race) {
    loser.cancel();
    Race.Outcome outcome = race.await();
    if (outcome.fault() == null) {
      loser.discard(outcome.result());
    }
    synchronized (live) {
      live.remove(loser);
    }
  }

  /// A second attempt; null when there is no other endpoint for it, no budget, or no words.
  private @Nullable Attempt hedge(
      Attempt first, ModelRoute.Hop hop, List<Line> lines, Set<Line> spent, Set<Line> tried) {
    Set<Line> used = new HashSet<>(tried);
    used.add(first.line());
    Line other = network.chooseOther(lines, spent, used);
    if (other == null) {
      return null;
    }
    if (!network.budget().take()) {
      other.left();
      return null;
    }
    try {
      return begin(other, hop, Kind.HEDGE, lines);
    } catch (RuntimeException e) {
      // the first attempt is still under way; without words or a record there is no second one
      return null;
    }
  }

  private static Attempt attemptOf(Attempt.Result result) {
    return switch (result) {
      case Attempt.Result.Whole whole -> whole.attempt();
      case Attempt.Result.Streamed streamed -> streamed.attempt();
      case Attempt.Result.Lost lost -> lost.attempt();
    };
  }

  private Delivery whole(Attempt.Result.Whole whole) {
    Attempt attempt = whole.attempt();
    return new Delivery.Whole(
        whole.answered(),
        attempt.line().endpoint().name(),
        attempt.model(),
        attempt.prepared().dropped(),
        number,
        whole.headNanos() - start);
  }

  private Delivery streamed(Attempt.Result.Streamed streamed) {
    Attempt attempt = streamed.attempt();
    streamed.source().whenClosed(() -> cancellation.forget(cancel));
    return new Delivery.Streamed(
        streamed.source(),
        attempt.line().endpoint().name(),
        attempt.model(),
        attempt.prepared().dropped(),
        number);
  }

  private Delivery refused(RefusedException e) {
    return new Delivery.Failed(
        network.wording().error(call.operation(), e.error()), OptionalLong.empty(), number, false);
  }

  private Delivery cancelled() {
    Failure failure = last == null ? failures(route.hops().getFirst()).late() : last;
    return new Delivery.Failed(failure.answer(), OptionalLong.empty(), number, true);
  }

  private Delivery failed(Failure failure) {
    OptionalLong asked = failure.retryAfterMillis();
    return new Delivery.Failed(
        failure.answer(),
        asked.isPresent() ? OptionalLong.of((asked.getAsLong() + 999) / 1000) : asked,
        number,
        gone.getCount() == 0);
  }
}
