package io.millrace.store.control;

import java.time.Instant;
import java.util.Objects;

/// A policy, for ever as it was certified. Its files are in `policies/ID`, written and forced
/// before the record. Immutable.
///
/// @param id names its folder: unique, and never used again
/// @param scenario the scenario it is for, which is known
/// @param name the scenario's name, for people
/// @param origin where it comes from: `round r7`, `audit`
/// @param created when it was made
/// @param alpha the certified bound on the risk
/// @param delta what the certificate may fail with
/// @param threshold the confidence from which the student answers
/// @param coverage the share of certifying calls that it answered
/// @param certificateJson the whole certificate
public record PolicyRecord(
    String id,
    String scenario,
    String name,
    String origin,
    Instant created,
    double alpha,
    double delta,
    double threshold,
    double coverage,
    String certificateJson) {
  public PolicyRecord {
    Objects.requireNonNull(scenario, "scenario");
    Objects.requireNonNull(certificateJson, "certificateJson");
    if (id.isEmpty() || origin.isEmpty()) {
      throw new IllegalArgumentException("a policy needs an id and an origin");
    }
  }
}
