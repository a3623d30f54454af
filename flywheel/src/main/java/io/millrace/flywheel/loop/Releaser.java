package io.millrace.flywheel.loop;

import static java.util.Comparator.comparingInt;

import io.millrace.model.Picodollars;
import io.millrace.proof.RiskMonitor;
import io.millrace.store.control.By;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.Counts;
import io.millrace.store.control.KnownScenario;
import io.millrace.store.control.Mode;
import io.millrace.store.control.PolicyRecord;
import io.millrace.store.control.Release;
import io.millrace.store.control.Stage;
import io.millrace.store.control.StateException;
import io.millrace.store.policy.PolicyFolder;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Lets certified policies out, step by step while their comparisons do not speak against them, and
/// keeps the audits within their budget. One thread at a time.
final class Releaser {
  /// A monitor that is this near to its alarm lets nothing grow.
  private static final double SUSPICIOUS = 0.1;

  /// A newer policy takes a place on a ladder when it answers so much more than those that it
  /// displaces, which are all from there on.
  private static final double BETTER = 0.02;

  private final ControlStore control;
  private final Watch watch;
  private final InstantSource clock;
  private final AuditCosts costs;

  Releaser(ControlStore control, Watch watch, InstantSource clock, AuditCosts costs) {
    this.control = control;
    this.watch = watch;
    this.clock = clock;
    this.costs = costs;
  }

  void advance(LoopSettings settings, Set<String> warned) {
    Map<String, Mode> modes = new HashMap<>();
    for (KnownScenario each : control.scenarios()) {
      modes.put(each.template().id(), each.mode().orElse(settings.mode()));
    }
    Map<String, PolicyRecord> policies = new HashMap<>();
    control.policies().forEach(policy -> policies.put(policy.id(), policy));
    List<Release> releases = control.releases();
    Map<String, List<Release>> live =
        releases.stream()
            .filter(each -> each.stage().live())
            .collect(Collectors.groupingBy(Release::scenario));
    Set<String> compared = compared();
    for (Release release : releases) {
      Mode mode = modes.getOrDefault(release.scenario(), settings.mode());
      PolicyRecord policy = policies.get(release.policy());
      if (policy == null) {
        continue;
      }
      switch (release.stage()) {
        case WAITING -> {
          boolean isOut = live.containsKey(release.scenario());
          if (mode == Mode.AUTO
              && newest(policy, policies)
              && !(isOut && compared.contains(release.scenario()))) {
            letOut(
                release,
                policy,
                live.getOrDefault(release.scenario(), List.of()),
                policies,
                settings);
          }
        }
        case CANARY -> {
          if (mode == Mode.OFF) {
            stop(release);
          } else {
            grow(release, policy, settings);
          }
        }
        case SHADOW, FULL -> {
          if (mode == Mode.OFF) {
            stop(release);
          }
        }
        case PAUSED, ROLLED_BACK, RETIRED -> {}
      }
    }
    pace(releases, policies, settings, warned);
  }

  /// The scenarios whose policies an experiment compares with the teacher, and has not decided on:
  /// another policy would make another experiment of it.
  private Set<String> compared() {
    return control.experiments().stream()
        .filter(each -> each.running() && each.decision().isEmpty())
        .map(each -> each.plan().scenario())
        .collect(Collectors.toUnmodifiableSet());
  }

  private static boolean newest(PolicyRecord policy, Map<String, PolicyRecord> policies) {
    return policies.values().stream()
        .noneMatch(other ->
            other.scenario().equals(policy.scenario())
                && other.behind().equals(policy.behind())
                && other.created().isAfter(policy.created()));
  }

  /// @param live the policies of its scenario that are out
  private void letOut(
      Release release,
      PolicyRecord policy,
      List<Release> live,
      Map<String, PolicyRecord> policies,
      LoopSettings settings) {
    List<Release> displaced =
        live.stream().filter(each -> !release.behind().contains(each.policy())).toList();
    boolean held =
        displaced.stream().anyMatch(each -> each.pinned() || each.stage() == Stage.PAUSED);
    double answered = answered(displaced, policies);
    if (held || answered > 0 && policy.coverage() < answered + BETTER) {
      return;
    }
    double share = settings.canary().shares().isEmpty() ? 1 : settings.canary().shares().getFirst();
    move(
        release,
        Stage.WAITING,
        share < 1 ? Stage.CANARY : Stage.FULL,
        share,
        "certified, and the scenario's mode is auto");
  }

  /// The share of the calls that come to the first of some policies which they answer together.
  private static double answered(List<Release> ladder, Map<String, PolicyRecord> policies) {
    double left = 1;
    double answered = 0;
    for (Release each : ladder.stream().sorted(comparingInt(Release::step)).toList()) {
      PolicyRecord policy = policies.get(each.policy());
      double coverage = policy == null ? 0 : policy.coverage();
      answered += each.stage().answers() ? left * coverage : 0;
      left *= 1 - coverage;
    }
    return answered;
  }

  private void grow(Release release, PolicyRecord policy, LoopSettings settings) {
    Counts.Tally tally = control.counts(release.policy()).stage();
    Instant now = clock.instant();
    if (tally.settled() < settings.canary().observations()
        || release.since().plus(settings.canary().time()).isAfter(now)) {
      return;
    }
    long against = tally.disagreed() + tally.missing();
    Optional<RiskMonitor> monitor = watch.monitor(release.policy());
    if (against > policy.alpha() * tally.settled()
        || monitor.isPresent() && monitor.get().evidence().level() > SUSPICIOUS) {
      return;
    }
    double next =
        settings.canary().shares().stream()
            .filter(share -> share > release.share())
            .findFirst()
            .orElse(1.0);
    move(
        release,
        Stage.CANARY,
        next < 1 ? Stage.CANARY : Stage.FULL,
        next,
        against + " of " + tally.settled() + " comparisons at the last step disagree");
  }

  private void stop(Release release) {
    move(release, release.stage(), Stage.PAUSED, 0, "the scenario's mode is off");
  }

  private void move(Release release, Stage from, Stage to, double share, String why) {
    try {
      control.move(release.policy(), Set.of(from), to, share, new By("releaser", why), "");
    } catch (StateException e) {
      // another policy was pinned at this moment
    }
  }

  /// Sets every policy's audit rate, and its share where the budget does not suffice for the floor.
  private void pace(
      List<Release> releases,
      Map<String, PolicyRecord> policies,
      LoopSettings settings,
      Set<String> warned) {
    LoopSettings.Audits audits = settings.audits();
    costs.keep();
    boolean exhausted = audits.budget().map(costs::exhausted).orElse(false);
    double factor = audits.budget().map(this::factor).orElse(Double.POSITIVE_INFINITY);
    boolean budgeted = false;
    for (Release release : releases) {
      if (!release.stage().live()) {
        continue;
      }
      double wanted = warned.contains(release.policy()) ? audits.warned() : audits.rate();
      PolicyRecord policy = policies.get(release.policy());
      double base = base(release, policy, wanted);
      boolean answers = release.stage().answers();
      Pace pace;
      if (!answers && !ofModel(policy)) {
        pace = new Pace(base, 1); // it costs nothing
      } else if (exhausted) {
        pace = Pace.none(ofModel(policy), release.auditRate());
      } else {
        double share = answers ? release.share() : 1;
        pace =
            Pace.of(base, audits.floor(), release.auditRate(), release.shareCap(), share, factor);
      }
      if (Math.abs(pace.rate() - release.auditRate()) > 1e-9
          || Math.abs(pace.cap() - release.shareCap()) > 1e-9) {
        control.pace(release.policy(), pace.rate(), pace.cap());
        budgeted = true;
      }
    }
    if (budgeted) {
      costs.begin();
    }
  }

  /// The rate of comparisons at which audits are as many as they will be when all is answered. One
  /// rate holds for all calls that a student is sure of, and costs nothing where the teacher
  /// answers anyway. A cheaper model would have to be asked there: it has the rate itself.
  private static double base(Release release, @Nullable PolicyRecord policy, double wanted) {
    if (policy == null || ofModel(policy)) {
      return wanted;
    }
    double share = release.stage().answers() ? release.share() : 0;
    return share <= wanted ? 1 : wanted / share;
  }

  private static boolean ofModel(@Nullable PolicyRecord policy) {
    return policy != null && PolicyFolder.answeredBy(policy.certificateJson()).isPresent();
  }

  /// The budget over what audits cost as things go; 1 as long as that is not known.
  private double factor(Picodollars budget) {
    double spend = costs.aDay();
    return Double.isNaN(spend)
        ? 1
        : spend <= 0 ? Double.POSITIVE_INFINITY : budget.amount() / spend;
  }

  /// What a budget leaves of a rate and of a share.
  record Pace(double rate, double cap) {
    /// As long as so much of the budget is left, nothing changes.
    private static final double SLACK = 1.25;

    /// A share that shrank grows by so much at once at most: what it will cost is not known before.
    private static final double GROWTH = 4;

    private static final double LEAST_CAP = 0.001;

    /// What is left once a budget is spent: nothing is answered, so nothing is audited. A cheaper
    /// model is not asked about held-out calls either; what a student says of them costs nothing.
    static Pace none(boolean ofModel, double rate) {
      return new Pace(ofModel ? 0 : rate, 0);
    }

    /// @param base the rate that is wanted
    /// @param rate the rate as it is
    /// @param cap the largest share as it is
    /// @param share that the policy has where the cap does not matter
    /// @param factor by which audits could be more, or have to be fewer, for the budget
    static Pace of(
        double base, double floor, double rate, double cap, double share, double factor) {
      // A rate above the base is one of before a warning ended, or of a policy that is new; one
      // below the floor, of before that was raised.
      double now = cap < 1 ? floor : Math.max(floor, Math.min(base, rate));
      if (factor < 1) {
        double wanted = now * factor;
        return wanted >= floor
            ? new Pace(wanted, cap)
            : new Pace(floor, Math.max(LEAST_CAP, Math.min(cap, share) * wanted / floor));
      }
      if (factor < SLACK) {
        return new Pace(now, Math.max(LEAST_CAP, cap));
      }
      return cap < 1
          ? new Pace(now, Math.min(1, Math.max(LEAST_CAP, cap) * Math.min(factor, GROWTH)))
          : new Pace(Math.min(base, now * factor), 1);
    }
  }
}
