package io.millrace.learn.student;

import java.util.function.DoubleConsumer;

/// How to train.
///
/// @param seed every random choice follows from it; the same examples, options and seed give the
///   same student bit for bit, whatever the number of threads
/// @param threads how many threads may work at once
/// @param encoders whether students with an encoder are candidates
/// @param alpha the disagreement the promise will allow: members and settings are chosen for
///   coverage at this risk
/// @param progress told the share done, 0 to 1, from any thread
public record TrainingOptions(
    long seed, int threads, boolean encoders, double alpha, DoubleConsumer progress) {}
