package io.millrace.provider.chat;

/// Writes one streamed answer in a caller's protocol. One thread at a time.
public interface StreamEncoder {
  /// The bytes to send for a step: any number of whole server-sent events, empty for none. What
  /// ends the answer for the caller's client is written for [Delta.Done] and not before.
  byte[] encode(Delta delta);
}
