package io.millrace.flywheel.experiment;

import io.millrace.model.Spend;

/// What is known of one arm of an experiment. Immutable.
///
/// @param units that were assigned to it and are settled
/// @param heard of how many of them feedback came in time
/// @param mean of the metric over the units, on its own scale, missing feedback filled in; NaN
///   without a unit
/// @param calls of all its units by now
/// @param asPlanned how many of these calls were answered by what the arm is for; the others by
///   something else, or by nothing
/// @param cost of the calls that have a price
/// @param unpriced how many calls have none
/// @param meanMicros from a call's arrival to its end, in microseconds; NaN without a call
public record Side(
    long units,
    long heard,
    double mean,
    long calls,
    long asPlanned,
    Spend cost,
    long unpriced,
    double meanMicros) {}
