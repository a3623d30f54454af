package io.millrace.learn.record;

import java.util.List;

/// What the tagger learns from one example.
///
/// @param context which fields are allowed
record TaggerLesson(Tokens tokens, List<Span> spans, int context) {}
