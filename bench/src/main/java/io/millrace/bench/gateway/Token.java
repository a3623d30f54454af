package io.millrace.bench.gateway;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// One token of a simulated stream: it says whose it is, which one, and when it was sent, so that
/// the one who reads it can tell whether anything was lost, repeated, mixed up or late.
///
/// @param stream the id of the call, from its prompt
/// @param number from 0
/// @param sent by the clock of [System#nanoTime()] in this process
record Token(long stream, int number, long sent) {
  static final String MODEL = "\"model\":\"sandbox-large\"";

  private static final String BEFORE =
      "data: {\"id\":\"chatcmpl-mock\",\"object\":\"chat.completion.chunk\",\"created\":1790000000,"
          + "\"model\":\"sandbox-large\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"";
  private static final String AFTER = "\"},\"finish_reason\":null}]}";

  /// The event on the wire.
  byte[] event() {
    return (BEFORE + stream + ':' + number + ':' + sent + AFTER + "\n\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /// Reads the line of an event back; every byte of it must be the one that was sent.
  ///
  /// @return null when it is not a token of the mock
  static @Nullable Token of(String line) {
    if (!line.startsWith(BEFORE) || !line.endsWith(AFTER)) {
      return null;
    }
    String[] parts = line.substring(BEFORE.length(), line.length() - AFTER.length()).split(":", -1);
    return parts.length != 3
        ? null
        : new Token(Long.parseLong(parts[0]), Integer.parseInt(parts[1]), Long.parseLong(parts[2]));
  }
}
