package io.millrace.store.control;

import java.time.Instant;

/// Something that was done to a scenario or a policy: by whom, when and why. Never changed.
///
/// @param id counts up
/// @param scenario the scenario
/// @param policy the policy; empty for what was done to the scenario
/// @param kind `added`, `mode`, `pinned`, `unpinned`, `alarm`, `warning`, `teacher_changed`,
///   `calls_changed`, or the stage that a release was moved to, in lower case (`canary`)
/// @param share the release's share after the event; NaN where it is not about one
/// @param who a person, or the part of Millrace that did it
/// @param why for people
/// @param evidenceJson what it was decided on; empty without
public record Event(
    long id,
    Instant at,
    String scenario,
    String policy,
    String kind,
    double share,
    String who,
    String why,
    String evidenceJson) {}
