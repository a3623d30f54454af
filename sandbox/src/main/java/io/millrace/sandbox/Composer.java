package io.millrace.sandbox;

import java.util.random.RandomGenerator;

/// Makes up questions of one job, with the answers of the large model. Implementations are
/// immutable and thread-safe.
interface Composer {

  /// A new question.
  Question compose(RandomGenerator random);
}
