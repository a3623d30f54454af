package io.millrace.provider.protocol;

import io.millrace.provider.chat.Dialect;

/// What a call is prepared for: the dialect of an upstream and its name for the model.
///
/// @param model the upstream's name of the model
/// @param mapped whether Millrace chose that name in place of the caller's: only then is the
///   model's name rewritten, in the request and back in the answer
/// @param responses whether an OpenAI-compatible upstream serves `/responses` itself
public record Target(Dialect dialect, String model, boolean mapped, boolean responses) {}
