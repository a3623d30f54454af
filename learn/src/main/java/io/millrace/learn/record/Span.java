package io.millrace.learn.record;

/// Tokens that are one value of a field.
///
/// @param field index among the span fields
/// @param first token
/// @param last token, included
record Span(int field, int first, int last) {}
