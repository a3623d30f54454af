package io.millrace.app.demo;

import java.time.Duration;
import java.util.List;

/// What is to be seen at one moment. Immutable.
///
/// @param elapsed since the first call
/// @param phase the key of what goes on, `demo.phase.*`
/// @param progress how far that is, from 0 to 1; negative where it cannot be said
/// @param address where the gateway listens
/// @param jobs the busiest first; calls of no job last
/// @param cost of all calls in USD an hour, over time
/// @param happened what happened, the latest last
public record Frame(
    Duration elapsed,
    String phase,
    double progress,
    String address,
    Totals totals,
    List<Job> jobs,
    Cost cost,
    List<Happening> happened) {
  public Frame {
    jobs = List.copyOf(jobs);
    happened = List.copyOf(happened);
  }

  /// All calls.
  ///
  /// @param perHour what calls cost now, in USD an hour
  /// @param without what they would cost without students
  /// @param saved so far, net of audits and training, in USD
  public record Totals(
      long calls, double perSecond, double perHour, double without, double saved, long audits) {}

  /// How far a job has come.
  public enum Stage {
    LEARNING,
    STAYS,
    CERTIFIED,
    CANARY,
    FULL,
    ALARM,
    ROLLED_BACK,
    RECOVERING,
    RECOVERED,
    FREE
  }

  /// A job.
  ///
  /// @param name for people; empty for calls that belong to none
  /// @param share of the calls that its student may answer
  /// @param answered share of its calls that the student answers now
  /// @param compared comparisons of its present policy with the teacher
  /// @param disagreed of them
  /// @param perHour what it cost in USD an hour, over time
  public record Job(
      String name,
      Stage stage,
      double share,
      double answered,
      long calls,
      long compared,
      long disagreed,
      List<Double> perHour) {
    public Job {
      perHour = List.copyOf(perHour);
    }
  }

  /// Two lines over the same time, in USD an hour.
  public record Cost(List<Double> spent, List<Double> without) {
    public Cost {
      spent = List.copyOf(spent);
      without = List.copyOf(without);
    }
  }

  /// How it stands out.
  public enum Tone {
    PLAIN,
    GOOD,
    BAD,
    NEWS
  }

  /// Something that happened.
  ///
  /// @param at since the first call
  public record Happening(Duration at, Tone tone, String text) {}
}
