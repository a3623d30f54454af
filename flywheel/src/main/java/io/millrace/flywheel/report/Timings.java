package io.millrace.flywheel.report;

import java.util.Map;

/// How long things took on the machine of the audit: the part of the result that differs from run
/// to run.
///
/// @param phasesMillis wall time by phase, in order (`read`, `discover`, `learn`, `certify`,
///   `total`)
/// @param studentMicros median time from text to answer by scenario id, on one core
/// @param studentMicrosBefore the same before pruning and quantising, where it was measured
/// @param trainMillis wall time of training by scenario id
/// @param peakHeapBytes the greatest heap seen in use
public record Timings(
    Map<String, Long> phasesMillis,
    Map<String, Double> studentMicros,
    Map<String, Double> studentMicrosBefore,
    Map<String, Long> trainMillis,
    long peakHeapBytes) {}
