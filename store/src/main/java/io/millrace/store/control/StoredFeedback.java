package io.millrace.store.control;

/// Feedback as it is kept.
///
/// @param id counts up in the order of arrival
public record StoredFeedback(long id, Feedback feedback) {}
