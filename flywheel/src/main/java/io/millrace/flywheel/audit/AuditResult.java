package io.millrace.flywheel.audit;

import io.millrace.flywheel.report.AuditReport;
import io.millrace.flywheel.report.Timings;
import io.millrace.store.policy.PolicySet;

/// What an audit produced.
///
/// @param report everything found out
/// @param timings how long it took
/// @param policies what can be served
/// @param assignments which scenario each call belongs to
public record AuditResult(
    AuditReport report, Timings timings, PolicySet policies, Assignments assignments) {}
