package io.millrace.learn.template;

/// A request recognised.
///
/// @param scenarioId the scenario's id
/// @param version index into the scenario's versions
/// @param input the texts of the input slots, joined by the students' slot separator; empty when
///   the version has none
public record Match(String scenarioId, int version, String input) {}
