package io.millrace.app;

import io.millrace.flywheel.audit.AuditOptions;
import io.millrace.flywheel.audit.Progress;
import io.millrace.flywheel.loop.RoundRunner;
import io.millrace.flywheel.round.Round;
import io.millrace.flywheel.round.RoundOptions;
import io.millrace.model.PriceCatalogue;
import io.millrace.proof.Promise;
import io.millrace.store.calls.CallStore;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.Mode;
import io.millrace.store.control.Release;
import io.millrace.store.control.Stage;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/// Holds rounds of learning in this process, on threads of their own: a demo has no time for the
/// start of another one. What a round is charged for is the processor time of the whole process
/// meanwhile, and so too much rather than too little.
final class DemoRounds implements RoundRunner {
  private final Path data;
  private final double alpha;
  private final long seed;
  private final PriceCatalogue prices;
  private final boolean focused;
  private volatile DoubleConsumer progress = _ -> {};
  private volatile @Nullable Thread running;

  /// @param focused whether a round after an alarm learns the scenario that was taken back alone
  DemoRounds(Path data, double alpha, long seed, PriceCatalogue prices, boolean focused) {
    this.data = data;
    this.alpha = alpha;
    this.seed = seed;
    this.prices = prices;
    this.focused = focused;
  }

  /// Tells how far a round is, from 0 to 1.
  void watch(DoubleConsumer watcher) {
    progress = watcher;
  }

  @Override
  public void run(String why) throws InterruptedException {
    var failure = new RuntimeException[1];
    Thread thread =
        Thread.ofPlatform()
            .name("demo-round")
            .daemon()
            .unstarted(() -> {
              try {
                hold(why);
              } catch (RuntimeException e) {
                failure[0] = e;
              }
            });
    running = thread;
    thread.start();
    thread.join();
    if (failure[0] != null) {
      throw failure[0];
    }
  }

  /// Waits for a round whose waiter was interrupted: it goes on until its end.
  void await() throws InterruptedException {
    Thread thread = running;
    if (thread != null) {
      thread.join();
    }
  }

  private void hold(String why) {
    Progress told =
        (phase, share, _) -> progress.accept(phase.equals("learn") ? 0.15 + 0.85 * share : 0.1);
    try (CallStore calls = CallStore.reading(data);
        ControlStore control = ControlStore.open(data)) {
      Round.hold(
          data,
          calls,
          control,
          options(why, focused ? takenBack(control) : Optional.empty()),
          told,
          InstantSource.system());
    }
  }

  /// The scenario that is without a policy since an alarm, where there is one: a demo learns that
  /// one anew, and has no time for the others.
  private static Optional<String> takenBack(ControlStore control) {
    Map<String, Stage> latest = new HashMap<>();
    for (Release each : control.releases()) {
      latest.merge(each.scenario(), each.stage(), (before, next) -> before.live() ? before : next);
    }
    List<String> found =
        latest.entrySet().stream()
            .filter(each -> each.getValue() == Stage.ROLLED_BACK)
            .map(Map.Entry::getKey)
            .toList();
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  private RoundOptions options(String why, Optional<String> scenario) {
    AuditOptions terms =
        new AuditOptions(
            alpha,
            0.05,
            Promise.SELECTIVE,
            AuditOptions.Loss.RECORD,
            false,
            false,
            seed,
            Runtime.getRuntime().availableProcessors(),
            AuditOptions.Examples.NONE,
            prices,
            "built-in",
            0,
            new BigDecimal("0.05"));
    return new RoundOptions(terms, false, scenario, Mode.AUTO, why);
  }
}
