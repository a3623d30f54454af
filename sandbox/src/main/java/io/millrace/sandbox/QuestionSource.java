package io.millrace.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// The questions of one job in the order of their calls. Mostly new ones; now and then a popular
/// one is asked again, rank r about 1/r times as often as the first (Zipf). Remembers at most
/// [#POPULAR] questions. One thread at a time.
final class QuestionSource {

  /// How many questions can be asked again.
  static final int POPULAR = 120;

  private final Job job;
  private final SplittableRandom random;
  private final List<Question> popular = new ArrayList<>();

  QuestionSource(Job job, SplittableRandom random) {
    this.job = job;
    this.random = random;
  }

  /// The next question.
  Question next() {
    if (popular.size() >= 10 && random.nextDouble() < job.traffic().repeats()) {
      return popular.get(rank());
    }
    var question = job.composer().compose(random);
    if (popular.size() < POPULAR) {
      popular.add(question);
    }
    return question;
  }

  private int rank() {
    double total = 0;
    for (int i = 0; i < popular.size(); i++) {
      total += 1.0 / (i + 1);
    }
    double left = random.nextDouble() * total;
    int rank = 0;
    while (rank < popular.size() - 1 && left >= 1.0 / (rank + 1)) {
      left -= 1.0 / (rank + 1);
      rank++;
    }
    return rank;
  }
}
