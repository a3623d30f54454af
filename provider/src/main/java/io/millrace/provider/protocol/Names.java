package io.millrace.provider.protocol;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.io.JsonStringEncoder;

/// Text as the bytes of a wire.
final class Names {
  private Names() {}

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /// A JSON string with its quotes.
  static byte[] quoted(String text) {
    byte[] inside = JsonStringEncoder.getInstance().quoteAsUTF8(text);
    return Edits.joined(ascii("\""), inside, ascii("\""));
  }
}
