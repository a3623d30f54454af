package io.millrace.model;

import java.time.Instant;

/// The proof under a policy: of the calls it answers itself, at most alpha differ from the teacher,
/// with confidence 1 - delta. Immutable, and never reissued: another attempt is another
/// certificate.
///
/// @param loss what a disagreement is: `record` (any byte of the answer) or `fields` (the share of
///   fields)
/// @param unit what n counts: `distinct_inputs`
/// @param n certifying calls
/// @param answered those that the student answers
/// @param disagreed those of them on which it differs from the teacher
/// @param lossSum the summed loss of the answered: equal to disagreed for whole-record loss
/// @param riskUpper the upper bound of the risk at confidence 1 - attemptDelta
/// @param threshold the student answers when its confidence is at least this
/// @param method the name of the statistical method
/// @param pValue of the certified threshold
/// @param attempt which attempt on this scenario it was, from 1
/// @param attemptDelta the share of delta that the attempt was given
/// @param from the window's first call
/// @param to the window's last call
/// @param dataHash SHA-256 of the certifying calls
/// @param studentHash SHA-256 of the student as stored
public record Certificate(
    String promise,
    double alpha,
    double delta,
    String loss,
    String unit,
    int n,
    int answered,
    int disagreed,
    double lossSum,
    double riskUpper,
    double threshold,
    String method,
    double pValue,
    int attempt,
    double attemptDelta,
    long seed,
    Instant from,
    Instant to,
    String dataHash,
    String studentHash) {}
