package io.millrace.flywheel.report;

import java.util.Map;

/// How long things took on the machine of the audit: the part of the result that differs from run
/// to run.
///
/// @param phasesMillis wall time by phase, in order (`read`, `price`, `discover`, `learn`, `total`)
/// @param studentMicros median time from text to answer by scenario id, on one core
/// @param trainMillis wall time of training by scenario id
/// @param peakHeapBytes the greatest heap seen in use
public record Timings(
    Map<String, Long> phasesMillis,
    Map<String, Double> studentMicros,
    Map<String, Long> trainMillis,
    long peakHeapBytes) {}
