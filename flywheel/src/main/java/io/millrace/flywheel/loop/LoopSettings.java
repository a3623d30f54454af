package io.millrace.flywheel.loop;

import io.millrace.model.Picodollars;
import io.millrace.store.control.Mode;
import io.millrace.store.policy.CheaperModel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How the loop turns. Immutable.
///
/// @param mode of scenarios for which nobody chose one
/// @param delta the probability of a false alarm of one policy over a horizon, in (0, 1)
/// @param horizon audits over which delta is spent
/// @param cheaper models that may answer in a teacher's place, the preferred first
/// @param labels how people are asked for true answers
public record LoopSettings(
    Mode mode,
    double delta,
    long horizon,
    Audits audits,
    Canary canary,
    Rounds rounds,
    List<Cheaper> cheaper,
    Labels labels) {
  /// What most want: it learns, and asks a person before a student answers.
  public static final LoopSettings DEFAULT =
      new LoopSettings(Mode.ASK, 0.05, 10_000, Audits.DEFAULT, Canary.DEFAULT, Rounds.DEFAULT);

  public LoopSettings {
    cheaper = List.copyOf(cheaper);
    if (!(delta > 0 && delta < 1)) {
      throw new IllegalArgumentException("delta is " + delta + ", must lie between 0 and 1");
    }
    if (horizon < 1) {
      throw new IllegalArgumentException("horizon is " + horizon + ", must be at least 1");
    }
  }

  /// Without cheaper models.
  public LoopSettings(
      Mode mode, double delta, long horizon, Audits audits, Canary canary, Rounds rounds) {
    this(mode, delta, horizon, audits, canary, rounds, List.of(), Labels.DEFAULT);
  }

  /// A model that may answer in a teacher's place.
  ///
  /// @param teachers names of models that it may stand in for; a `*` at an end stands for any rest
  /// @param sample the share of the calls of which no policy is sure on which it is asked too, in
  ///   (0, 1\]
  public record Cheaper(CheaperModel by, List<String> teachers, double sample) {
    public Cheaper {
      teachers = List.copyOf(teachers);
      if (!(sample > 0 && sample <= 1)) {
        throw new IllegalArgumentException("the sample is " + sample + ", must be in (0, 1]");
      }
    }

    /// Whether it may stand in for a model.
    public boolean standsInFor(String teacher) {
      return !teacher.equals(by.model())
          && teachers.stream()
              .anyMatch(name ->
                  name.endsWith("*")
                      ? teacher.startsWith(name.substring(0, name.length() - 1))
                      : teacher.equals(name));
    }
  }

  /// How audits are drawn and asked.
  ///
  /// @param rate the probability with which a call that a student answered is audited
  /// @param warned the rate while a covariate warning stands, at least `rate`
  /// @param floor the least rate: where the budget does not suffice for it, the student's share
  ///   shrinks instead
  /// @param budget what audits may cost within 24 hours; empty for any amount
  /// @param patience how long an audit whose teacher cannot be reached is tried again
  /// @param atOnce audits under way at once
  public record Audits(
      double rate,
      double warned,
      double floor,
      Optional<Picodollars> budget,
      Duration patience,
      int atOnce) {
    public static final Audits DEFAULT =
        new Audits(0.05, 0.2, 0.01, Optional.empty(), Duration.ofHours(6), 4);

    public Audits {
      if (!(floor > 0 && floor <= rate && rate <= warned && warned <= 1)) {
        throw new IllegalArgumentException(
            "audit rates must satisfy 0 < floor <= rate <= warned <= 1: "
                + floor
                + ", "
                + rate
                + ", "
                + warned);
      }
    }
  }

  /// How a released policy grows.
  ///
  /// @param shares the steps before full, growing, each in (0, 1)
  /// @param observations that a step must have before the next
  /// @param time that a step must last
  public record Canary(List<Double> shares, int observations, Duration time) {
    public static final Canary DEFAULT =
        new Canary(List.of(0.05, 0.25, 0.5), 50, Duration.ofMinutes(10));

    public Canary {
      shares = List.copyOf(shares);
      double before = 0;
      for (double share : shares) {
        if (!(share > before && share < 1)) {
          throw new IllegalArgumentException("shares must grow between 0 and 1: " + shares);
        }
        before = share;
      }
    }
  }

  /// How people are asked for true answers.
  ///
  /// @param patience how long an answer may take; one that never comes counts against the student
  /// @param margin by how much the student's error rate may be above the teacher's, in \[0, 1)
  public record Labels(Duration patience, double margin) {
    public static final Labels DEFAULT = new Labels(Duration.ofDays(14), 0.02);

    public Labels {
      if (!(margin >= 0 && margin < 1)) {
        throw new IllegalArgumentException("the margin is " + margin + ", must be in [0, 1)");
      }
    }
  }

  /// When rounds of learning are begun.
  ///
  /// @param every the time between two; empty for none but by hand
  /// @param calls that must have come since the last one
  /// @param again the time after which a scenario that was taken back is tried again
  /// @param picodollarsPerCoreHour what a core costs that learns or answers
  public record Rounds(
      Optional<Duration> every, long calls, Duration again, long picodollarsPerCoreHour) {
    public static final Rounds DEFAULT =
        new Rounds(Optional.of(Duration.ofHours(6)), 2000, Duration.ofMinutes(30), 50_000_000_000L);
  }
}
