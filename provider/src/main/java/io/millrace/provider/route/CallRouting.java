package io.millrace.provider.route;

import io.millrace.provider.chat.RefusedException;
import io.millrace.provider.protocol.InboundCall;
import io.millrace.provider.protocol.Prepared;
import io.millrace.provider.protocol.Target;
import io.millrace.provider.protocol.Translation;
import io.millrace.provider.route.AttemptLog.Kind;
import io.millrace.provider.route.Failure.Remedy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One call on its way over hops, endpoints and attempts. Runs on the caller's thread; a second one
/// comes only with a hedge.
final class CallRouting {
  private final Router.Network network;
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

  CallRouting(
      Router.Network network,
      InboundCall call,
      ModelRoute route,
      AttemptLog log,
      Cancellation cancellation) {
    this.network = network;
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
    return failed(last == null ? failures(route.hops().getFirst()).unavailable(0) : last);
  }

  private Failures failures(ModelRoute.Hop hop) {
    return new Failures(call.operation(), hop.provider(), network.resilience(), network.clock());
  }

  /// Tries one model at one provider.
  ///
  /// @return null when the next hop may help
  private @Nullable Delivery hop(ModelRoute.Hop hop, boolean first) {
    List<Line> lines = network.lines(hop.provider());
    Set<Line> spent = new HashSet<>(2);
    Set<Line> tried = new HashSet<>(2);
    for (int attempt = 0; attempt <= network.resilience().retries(); attempt++) {
      if (gone.getCount() == 0) {
        return cancelled();
      }
      if (left(lines).isNegative()) {
        return failed(last == null ? failures(hop).late() : last);
      }
      Line line = network.choose(lines, spent, tried);
      if (line == null) {
        noteUnavailable(hop, lines, spent);
        return null;
      }
      Kind kind = attempt > 0 ? Kind.RETRY : first ? Kind.FIRST : Kind.FALLBACK;
      if (kind == Kind.RETRY && !network.budget().take()) {
        line.circuit().unknown();
        return null;
      }
      Attempt.Result result;
      try {
        result = attempt(line, hop, kind, lines, spent);
      } catch (RefusedException e) {
        line.circuit().unknown();
        return first && last == null ? refused(e) : null;
      }
      switch (result) {
        case Attempt.Result.Whole whole -> {
          return whole(whole);
        }
        case Attempt.Result.Streamed streamed -> {
          return streamed(streamed);
        }
        case Attempt.Result.Lost lost -> {
          last = lost.failure();
          tried.add(lost.attempt().line());
          if (last.remedy() == Remedy.CANCELLED) {
            return cancelled();
          }
          if (last.remedy() == Remedy.NONE) {
            return failed(last);
          }
          if (last.remedy() == Remedy.ELSEWHERE || !pause(lines, spent, tried, attempt)) {
            spent.add(lost.attempt().line());
          }
        }
      }
    }
    return null;
  }

  private void noteUnavailable(ModelRoute.Hop hop, List<Line> lines, Set<Line> spent) {
    if (last == null || lines.stream().noneMatch(spent::contains)) {
      long now = network.nanos().getAsLong();
      long wait = lines.stream().mapToLong(line -> line.circuit().waitNanos(now)).min().orElse(0);
      Failure open = failures(hop).unavailable(TimeUnit.NANOSECONDS.toMillis(wait));
      last = last == null ? open : last;
    }
  }

  /// Waits before another attempt, where waiting is worth it.
  ///
  /// @return whether the endpoint that failed may be asked again
  private boolean pause(List<Line> lines, Set<Line> spent, Set<Line> tried, int attempt) {
    Failure failure = java.util.Objects.requireNonNull(last);
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
      Line line, ModelRoute.Hop hop, Kind kind, List<Line> lines, Set<Line> spent) {
    Attempt attempt = begin(line, hop, kind, lines);
    if (route.hedge().isEmpty()) {
      return end(attempt, attempt.run());
    }
    return hedged(attempt, hop, lines, spent, route.hedge().get());
  }

  private Attempt.Result end(Attempt attempt, Attempt.Result result) {
    if (!(result instanceof Attempt.Result.Streamed)) {
      synchronized (live) {
        live.remove(attempt);
      }
    }
    return result;
  }

  private Attempt begin(Line line, ModelRoute.Hop hop, Kind kind, List<Line> lines) {
    Target target = target(line, hop);
    Prepared words = prepared.get(target);
    if (words == null) {
      words = Translation.prepare(call, target);
      prepared.put(target, words);
    }
    Deadlines own = line.endpoint().deadlines();
    var attempt =
        new Attempt(
            line,
            words,
            call.stream(),
            target.model(),
            route.deadlines() == null ? own : own.within(route.deadlines()),
            left(lines),
            failures(hop),
            log,
            ++number);
    log.started(number, kind, line.endpoint(), target.model());
    synchronized (live) {
      live.add(attempt);
    }
    if (gone.getCount() == 0) {
      attempt.cancel();
    }
    return attempt;
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
      Attempt first, ModelRoute.Hop hop, List<Line> lines, Set<Line> spent, Duration after) {
    BlockingQueue<Attempt.Result> results = new ArrayBlockingQueue<>(2);
    start(first, results);
    Attempt.Result result = poll(results, after);
    if (result != null) {
      return end(first, result);
    }
    Set<Line> tried = new HashSet<>(Set.of(first.line()));
    Line other = network.chooseOther(lines, spent, tried);
    if (other == null || !network.budget().take()) {
      if (other != null) {
        other.circuit().unknown();
      }
      return end(first, take(results));
    }
    Attempt second = begin(other, hop, Kind.HEDGE, lines);
    start(second, results);
    Attempt.Result winner = take(results);
    if (winner instanceof Attempt.Result.Lost) {
      winner = take(results);
    } else {
      Attempt loser = attemptOf(winner) == first ? second : first;
      loser.cancel();
      loser.discard(take(results));
      synchronized (live) {
        live.remove(loser);
      }
    }
    return end(attemptOf(winner), winner);
  }

  private static Attempt attemptOf(Attempt.Result result) {
    return switch (result) {
      case Attempt.Result.Whole whole -> whole.attempt();
      case Attempt.Result.Streamed streamed -> streamed.attempt();
      case Attempt.Result.Lost lost -> lost.attempt();
    };
  }

  private static void start(Attempt attempt, BlockingQueue<Attempt.Result> results) {
    Thread.ofVirtual().name("attempt").start(() -> results.add(attempt.run()));
  }

  private static Attempt.@Nullable Result poll(
      BlockingQueue<Attempt.Result> results, Duration time) {
    try {
      return results.poll(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private static Attempt.Result take(BlockingQueue<Attempt.Result> results) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return results.take();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
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
        Translation.error(call.operation(), e.error()), OptionalLong.empty(), number, false);
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
        false);
  }
}
