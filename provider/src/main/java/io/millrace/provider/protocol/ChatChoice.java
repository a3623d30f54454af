package io.millrace.provider.protocol;

import static io.millrace.provider.protocol.Names.ascii;

import io.millrace.provider.chat.BadAnswerException;

/// One choice of one event of a chat stream, read in place: what its caller sees of it, and whether
/// there is more to keep than text. Read anew for each. One thread at a time.
final class ChatChoice {
  private static final byte[] INDEX = ascii("index");
  private static final byte[] DELTA = ascii("delta");
  private static final byte[] FINISH_REASON = ascii("finish_reason");
  private static final byte[] CONTENT = ascii("content");
  private static final byte[] REASONING_CONTENT = ascii("reasoning_content");
  private static final byte[] ROLE = ascii("role");
  private static final int MOST_CHOICES = 1024;

  private final JsonCursor cursor;

  private int index;
  private boolean content;
  private boolean plain;
  private boolean finished;
  private int textFrom;
  private int textTo;
  private int thoughtFrom;
  private int thoughtTo;

  ChatChoice(JsonCursor cursor) {
    this.cursor = cursor;
  }

  void read() {
    index = 0;
    content = false;
    plain = true;
    finished = false;
    textFrom = -1;
    thoughtFrom = -1;
    cursor.openObject();
    while (cursor.nextField()) {
      if (cursor.keyIs(DELTA) && cursor.peek() == '{') {
        delta();
      } else if (cursor.keyIs(INDEX)) {
        index = cursor.smallNumber();
        if (index < 0 || index >= MOST_CHOICES) {
          throw new BadAnswerException("a choice has no index");
        }
      } else {
        boolean said = !cursor.atNull();
        finished |= said && cursor.keyIs(FINISH_REASON);
        plain &= !said;
        cursor.skip();
      }
    }
    plain &= index == 0;
  }

  private void delta() {
    cursor.openObject();
    while (cursor.nextField()) {
      int from = cursor.position();
      byte kind = cursor.peek();
      boolean text = cursor.keyIs(CONTENT);
      boolean thought = !text && cursor.keyIs(REASONING_CONTENT);
      boolean role = !text && !thought && cursor.keyIs(ROLE);
      cursor.skip();
      int to = cursor.position();
      if (text && kind == '"') {
        textFrom = from + 1;
        textTo = to - 1;
      } else if (thought && kind == '"') {
        thoughtFrom = from + 1;
        thoughtTo = to - 1;
      } else if (kind != 'n' && !role) {
        plain = false;
        content |= to - from > 2; // neither "" nor [] nor {}
      }
    }
    content |= textFrom >= 0 && textTo > textFrom || thoughtFrom >= 0 && thoughtTo > thoughtFrom;
  }

  int index() {
    return index;
  }

  /// Whether the caller sees content in it.
  boolean content() {
    return content;
  }

  /// Whether it says nothing but text or thought, for the first choice.
  boolean plain() {
    return plain;
  }

  boolean finished() {
    return finished;
  }

  /// Where its text begins, behind the quote; -1 when it has none.
  int textFrom() {
    return textFrom;
  }

  int textTo() {
    return textTo;
  }

  /// Where its thought begins, behind the quote; -1 when it has none.
  int thoughtFrom() {
    return thoughtFrom;
  }

  int thoughtTo() {
    return thoughtTo;
  }
}
