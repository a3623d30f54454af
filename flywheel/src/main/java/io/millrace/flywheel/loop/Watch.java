package io.millrace.flywheel.loop;

import io.millrace.proof.RiskMonitor;
import io.millrace.store.control.By;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.Observation;
import io.millrace.store.control.Outcome;
import io.millrace.store.control.PolicyRecord;
import io.millrace.store.control.Watched;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Folds a policy's observations, in the order in which they were drawn, into its monitor, and
/// takes the policy back when that fires. State and alarm are one transaction. One thread at a
/// time.
final class Watch {
  private static final int BATCH = 500;
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final ControlStore control;

  Watch(ControlStore control) {
    this.control = control;
  }

  /// An alarm that was raised.
  ///
  /// @param since when what it found began, as well as that can be said
  record Alarm(PolicyRecord policy, Instant since) {}

  /// Folds what is decided.
  Optional<Alarm> advance(PolicyRecord policy, LoopSettings settings) {
    while (true) {
      List<Observation> rows = control.unfolded(policy.id(), BATCH);
      if (rows.isEmpty()) {
        return Optional.empty();
      }
      RiskMonitor monitor = monitor(policy, settings);
      long last = -1;
      for (Observation row : rows) {
        monitor = monitor.observe(row.outcome() == Outcome.AGREED ? 0 : 1);
        last = row.seq();
        if (monitor.fired()) {
          return alarm(policy, monitor, row);
        }
      }
      control.folded(policy.id(), last, monitor.toBytes());
    }
  }

  private RiskMonitor monitor(PolicyRecord policy, LoopSettings settings) {
    return control
        .watched(policy.id())
        .map(Watched::state)
        .map(RiskMonitor::fromBytes)
        .orElseGet(() -> RiskMonitor.start(policy.alpha(), settings.delta(), settings.horizon()));
  }

  /// What the monitor of a policy says; empty before its first observation.
  Optional<RiskMonitor> monitor(String policy) {
    return control.watched(policy).map(Watched::state).map(RiskMonitor::fromBytes);
  }

  private Optional<Alarm> alarm(PolicyRecord policy, RiskMonitor monitor, Observation at) {
    RiskMonitor.Evidence evidence = monitor.evidence();
    Instant since = since(policy.id(), at, evidence.sinceChange());
    ObjectNode json =
        MAPPER
            .createObjectNode()
            .put("process", evidence.process().name().toLowerCase(Locale.ROOT))
            .put("alpha", monitor.alpha())
            .put("delta", monitor.delta())
            .put("horizon", monitor.horizon())
            .put("capital", finite(evidence.capital()))
            .put("threshold", evidence.threshold())
            .put("level", finite(evidence.level()))
            .put("observations", evidence.observations())
            .put("disagreements", evidence.disagreements())
            .put("since_change", evidence.sinceChange())
            .put("since", since.toString());
    String why =
        evidence.disagreements()
            + " of "
            + evidence.observations()
            + " comparisons disagree; of the last "
            + evidence.sinceChange()
            + ", more than the promised share";
    boolean moved =
        control.alarm(
            policy.id(), at.seq(), monitor.toBytes(), new By("watch", why), json.toString());
    return moved ? Optional.of(new Alarm(policy, since)) : Optional.empty();
  }

  private static double finite(double value) {
    return Double.isFinite(value) ? value : Double.MAX_VALUE;
  }

  /// When the observation was drawn with which the change most likely began.
  private Instant since(String policy, Observation at, long sinceChange) {
    List<Instant> drawn = new ArrayList<>();
    long after = 0;
    while (true) {
      List<Observation> rows = control.observations(policy, after, BATCH);
      for (Observation row : rows) {
        if (row.seq() <= at.seq() && row.outcome() != Outcome.VOID) {
          drawn.add(row.drawnAt());
        }
      }
      if (rows.size() < BATCH || rows.getLast().seq() >= at.seq()) {
        break;
      }
      after = rows.getLast().seq();
    }
    int first = (int) Math.max(0, drawn.size() - Math.max(1, sinceChange));
    return first < drawn.size() ? drawn.get(first) : at.drawnAt();
  }
}
