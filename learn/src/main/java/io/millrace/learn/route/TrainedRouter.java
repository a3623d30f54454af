package io.millrace.learn.route;

import java.util.List;

/// A trained router and what training learned about it.
///
/// @param router as it will be served
/// @param outOfFold the score of each example, in order, by routers that had seen neither it nor a
///   near-duplicate of it; for curves and forecasts, never a proof
/// @param outOfFoldGains the gain expected of each example, by the same routers
/// @param notes what was tried and chosen, for the provenance, one short sentence each
@SuppressWarnings(
    "ArrayRecordComponent") // Handed over, never changed: a copy of so many numbers has no use.
public record TrainedRouter(
    Router router, double[] outOfFold, double[] outOfFoldGains, List<String> notes) {
  public TrainedRouter {
    notes = List.copyOf(notes);
  }
}
