package io.millrace.proof;

/// What the tuning calls let one expect of the certificate; a forecast, no promise.
///
/// @param power the probability that any threshold is certified
/// @param coverage the mean share of calls answered, where no certificate counts as none
public record Forecast(double power, double coverage) {}
