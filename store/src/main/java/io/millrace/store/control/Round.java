package io.millrace.store.control;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One turn of learning.
///
/// @param id `r` and a number that counts up
/// @param ended null while it is running
/// @param why it was begun
/// @param calls how many it read
/// @param cpuMicros processor time it took, as far as it said so
/// @param costPicodollars of that time
/// @param summaryJson what came of it
/// @param chargeCall the call in the journal that charges it; empty without one
public record Round(
    String id,
    Instant begun,
    @Nullable Instant ended,
    String why,
    RoundState state,
    long calls,
    long cpuMicros,
    long costPicodollars,
    String summaryJson,
    String chargeCall) {}
