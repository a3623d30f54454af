package io.millrace.provider.protocol;

import static io.millrace.provider.protocol.Names.ascii;

/// Changes a caller's request where it must be changed to be sent on: the model's name, and the
/// asking for usage in a stream. Every byte else stays.
final class RequestEdit {
  private static final byte[] MODEL = ascii("model");
  private static final byte[] STREAM_OPTIONS = ascii("stream_options");
  private static final byte[] INCLUDE_USAGE = ascii("include_usage");
  private static final byte[] TRUE = ascii("true");
  private static final byte[] ASKING = ascii("\"include_usage\":true");
  private static final byte[] ONLY_ASKING = ascii("{\"include_usage\":true}");

  private final Edits edits = new Edits();
  private final JsonCursor cursor = new JsonCursor();
  private final byte[] body;

  RequestEdit(byte[] body) {
    this.body = body;
  }

  /// The same array when nothing has to be changed.
  ///
  /// @param model the name to send; null to leave the caller's
  /// @param askUsage whether usage is asked for by OpenAI's `stream_options`
  byte[] apply(@org.jspecify.annotations.Nullable String model, boolean askUsage) {
    if (model == null && !askUsage) {
      return body;
    }
    boolean asked = false;
    cursor.over(body, 0, body.length).openObject();
    int start = cursor.position();
    boolean empty = true;
    while (cursor.nextField()) {
      empty = false;
      if (model != null && cursor.keyIs(MODEL)) {
        int from = cursor.position();
        cursor.skip();
        edits.replace(from, cursor.position(), Names.quoted(model));
      } else if (askUsage && cursor.keyIs(STREAM_OPTIONS)) {
        options();
        asked = true;
      } else {
        cursor.skip();
      }
    }
    if (askUsage && !asked) {
      return ask(start, empty);
    }
    return edits.isEmpty() ? body : edits.apply(body, 0, body.length);
  }

  private byte[] ask(int start, boolean empty) {
    byte[] option =
        Edits.joined(ascii("\"stream_options\":"), ONLY_ASKING, ascii(empty ? "" : ","));
    byte[] rest = edits.apply(body, start, body.length);
    byte[] head = java.util.Arrays.copyOf(body, start);
    return Edits.joined(head, option, rest);
  }

  private void options() {
    int from = cursor.position();
    if (cursor.peek() != '{') {
      boolean none = cursor.atNull();
      cursor.skip();
      if (none) {
        edits.replace(from, cursor.position(), ONLY_ASKING);
      }
      return;
    }
    cursor.openObject();
    boolean there = false;
    boolean empty = true;
    while (cursor.nextField()) {
      empty = false;
      int value = cursor.position();
      boolean asking = cursor.keyIs(INCLUDE_USAGE);
      boolean yes = cursor.peek() == 't';
      cursor.skip();
      if (asking) {
        there = true;
        if (!yes) {
          edits.replace(value, cursor.position(), TRUE);
        }
      }
    }
    if (!there) {
      byte[] comma = ascii(empty ? "" : ",");
      edits.insert(cursor.position() - 1, Edits.joined(comma, ASKING));
    }
  }
}
