package io.millrace.store.control;

import io.millrace.model.Certificate;
import io.millrace.store.policy.KeptPolicy;
import io.millrace.store.policy.PolicyFolder;
import java.time.Instant;
import java.util.List;
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
/// @param behind ids of the policies of its scenario that are asked before it, the first one first
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
    String certificateJson,
    List<String> behind) {
  /// The origin of a policy that an audit certified and not a round.
  public static final String FROM_AUDIT = "audit";

  /// What is recorded of a policy whose files are kept.
  public static PolicyRecord of(
      String id, String origin, Instant created, KeptPolicy kept, double coverage) {
    Certificate certificate = kept.policy().certificate();
    return new PolicyRecord(
        id,
        kept.template().id(),
        kept.template().name(),
        origin,
        created,
        certificate.alpha(),
        certificate.delta(),
        certificate.threshold(),
        coverage,
        PolicyFolder.certificateJson(kept.policy()),
        kept.policy().binding().behind());
  }

  /// A policy that is asked first.
  public PolicyRecord(
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
    this(
        id,
        scenario,
        name,
        origin,
        created,
        alpha,
        delta,
        threshold,
        coverage,
        certificateJson,
        List.of());
  }

  public PolicyRecord {
    behind = List.copyOf(behind);
    Objects.requireNonNull(scenario, "scenario");
    Objects.requireNonNull(certificateJson, "certificateJson");
    if (id.isEmpty() || origin.isEmpty()) {
      throw new IllegalArgumentException("a policy needs an id and an origin");
    }
  }
}
