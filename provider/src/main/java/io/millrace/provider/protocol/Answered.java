package io.millrace.provider.protocol;

import io.millrace.model.Usage;
import org.jspecify.annotations.Nullable;

/// An answer in the caller's protocol.
///
/// @param body its whole form: what is sent for a call that is not streamed, and what is recorded
/// @param model the model's name as the upstream gave it; empty when it gave none
/// @param usage what the upstream reported; null when it did not
/// @param finish why it ended, in one word of OpenAI's (`stop`, `length`, `tool_calls`,
///   `content_filter`); empty when it did not end
@SuppressWarnings("ArrayRecordComponent") // sent once, never compared
public record Answered(byte[] body, String model, @Nullable Usage usage, String finish) {}
