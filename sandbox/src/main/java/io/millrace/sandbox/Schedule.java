package io.millrace.sandbox;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// When each job calls. Holds the plan by hours and the arrivals of one hour at a time.
///
/// Each job gets its exact share of the calls; they are spread over the hours in proportion to the
/// job's rhythm, and over the seconds of an hour by chance. One thread at a time.
final class Schedule {

  private static final int SECONDS = 3_600;
  private static final long UTC_PLUS_8 = 8 * 3_600L;

  /// A call to make: `second` since the epoch, and the index of its job.
  record Arrival(long second, int job) {}

  private final SampleOptions options;
  private final List<Job> jobs;
  private final SplittableRandom random;
  private final long[] calls;
  private final long[] totalWeight;
  private final long[] pastWeight;
  private final long[] pastCalls;

  Schedule(SampleOptions options, List<Job> jobs, SplittableRandom random) {
    this.options = options;
    this.jobs = jobs;
    this.random = random;
    this.calls = shares(options.calls(), jobs);
    this.totalWeight = new long[jobs.size()];
    this.pastWeight = new long[jobs.size()];
    this.pastCalls = new long[jobs.size()];
    for (int hour = 0; hour < hours(); hour++) {
      for (int job = 0; job < jobs.size(); job++) {
        totalWeight[job] += weight(job, hour);
      }
    }
  }

  /// How many hours the log has.
  int hours() {
    return options.days() * 24;
  }

  /// The calendar day of an hour of the log.
  LocalDate date(int hour) {
    return options.firstDay().plusDays(hour / 24);
  }

  /// The arrivals of an hour in time order. Hours must be asked for one after the other.
  List<Arrival> arrivals(int hour) {
    long start = (options.firstDay().toEpochDay() * 24 + hour) * SECONDS - UTC_PLUS_8;
    var codes = new long[0];
    for (int job = 0; job < jobs.size(); job++) {
      pastWeight[job] += weight(job, hour);
      long due = dueBy(job);
      int count = Math.toIntExact(due - pastCalls[job]);
      pastCalls[job] = due;
      int at = codes.length;
      codes = Arrays.copyOf(codes, at + count);
      for (int i = at; i < codes.length; i++) {
        codes[i] = (long) random.nextInt(SECONDS) * jobs.size() + job;
      }
    }
    Arrays.sort(codes);
    return Arrays.stream(codes)
        .mapToObj(code -> new Arrival(start + code / jobs.size(), (int) (code % jobs.size())))
        .toList();
  }

  private long dueBy(int job) {
    return pastWeight[job] == totalWeight[job]
        ? calls[job]
        : (long) ((double) calls[job] * pastWeight[job] / totalWeight[job]);
  }

  private long weight(int job, int hour) {
    return jobs.get(job).traffic().rhythm().weight(date(hour), hour % 24);
  }

  /// Whole calls for each job; what rounding leaves over goes to the first.
  private static long[] shares(int calls, List<Job> jobs) {
    var shares = new long[jobs.size()];
    long left = calls;
    for (int job = 0; job < shares.length; job++) {
      shares[job] = (long) calls * jobs.get(job).traffic().share() / Jobs.SHARES;
      left -= shares[job];
    }
    shares[0] += left;
    return shares;
  }
}
