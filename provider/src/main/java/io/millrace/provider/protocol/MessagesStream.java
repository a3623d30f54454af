package io.millrace.provider.protocol;

import static io.millrace.provider.protocol.Names.ascii;

import io.millrace.provider.chat.BadAnswerException;
import io.millrace.provider.chat.SseEvent;
import io.millrace.provider.protocol.Prepared.Step;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Anthropic's stream of a message on its way to a caller of the same protocol. One thread at a
/// time.
final class MessagesStream implements Prepared.AnswerStream {
  private static final byte[] TYPE = ascii("type");
  private static final byte[] MESSAGE = ascii("message");
  private static final byte[] MODEL = ascii("model");
  private static final byte[] INDEX = ascii("index");
  private static final byte[] DELTA = ascii("delta");
  private static final byte[] TEXT = ascii("text");
  private static final byte[] THINKING = ascii("thinking");
  private static final byte[] PARTIAL_JSON = ascii("partial_json");

  private final JsonCursor cursor = new JsonCursor();
  private final Edits edits = new Edits();
  private final MessageRecord record = new MessageRecord();
  private final byte @Nullable [] callersName;

  private boolean started;
  private boolean complete;
  private boolean stopped;
  private int typeFrom;
  private int typeTo;
  private int index;
  private int textFrom;
  private int textTo;

  /// @param callersName the model's name to write, as a JSON string; null to leave the upstream's
  MessagesStream(byte @Nullable [] callersName) {
    this.callersName = callersName;
  }

  @Override
  public Step accept(SseEvent event) {
    if (complete) {
      return Step.NONE;
    }
    if (event.isEmpty()) {
      return new Step(event.raw(), false, false);
    }
    read(event);
    String type = type(event);
    boolean content = false;
    switch (type) {
      case "content_block_delta" -> content = delta(event);
      case "content_block_start" -> {
        record.event(event);
        content = hasToolCall(event);
      }
      case "message_start" -> {
        started = true;
        record.event(event);
      }
      case "message_delta" -> {
        stopped = true;
        record.event(event);
      }
      case "message_stop" -> complete();
      case "error" ->
          throw new BadAnswerException("the provider told of an error inside the stream");
      default -> {}
    }
    return new Step(edits.apply(event), content, complete);
  }

  private void complete() {
    if (!started || !stopped) {
      throw new BadAnswerException("the stream ended before the answer did");
    }
    complete = true;
  }

  private boolean delta(SseEvent event) {
    if (textFrom >= 0) {
      record.piece(index, event.data(), textFrom, textTo);
      return textTo > textFrom;
    }
    record.event(event);
    return false;
  }

  /// A block that begins with its content, as calls of tools and hidden thoughts do.
  private static boolean hasToolCall(SseEvent event) {
    String data =
        new String(event.data(), event.from(), event.to() - event.from(), StandardCharsets.UTF_8);
    return data.contains("tool_use") || data.contains("redacted_thinking");
  }

  private String type(SseEvent event) {
    if (typeFrom < 0) {
      return event.name();
    }
    return new String(event.data(), typeFrom, typeTo - typeFrom, StandardCharsets.UTF_8);
  }

  private void read(SseEvent event) {
    edits.clear();
    typeFrom = -1;
    textFrom = -1;
    index = 0;
    cursor.over(event.data(), event.from(), event.to()).openObject();
    while (cursor.nextField()) {
      if (cursor.keyIs(TYPE) && cursor.peek() == '"') {
        typeFrom = cursor.position() + 1;
        cursor.skip();
        typeTo = cursor.position() - 1;
      } else if (cursor.keyIs(MESSAGE) && cursor.peek() == '{') {
        message();
      } else if (cursor.keyIs(DELTA) && cursor.peek() == '{') {
        piece();
      } else if (cursor.keyIs(INDEX)) {
        index = Math.max(0, cursor.smallNumber());
      } else {
        cursor.skip();
      }
    }
    cursor.finish();
  }

  private void message() {
    cursor.openObject();
    while (cursor.nextField()) {
      boolean named = cursor.keyIs(MODEL);
      int from = cursor.position();
      cursor.skip();
      if (named && callersName != null) {
        edits.replace(from, cursor.position(), callersName);
      }
    }
  }

  private void piece() {
    cursor.openObject();
    while (cursor.nextField()) {
      boolean text = cursor.keyIs(TEXT) || cursor.keyIs(THINKING) || cursor.keyIs(PARTIAL_JSON);
      boolean string = cursor.peek() == '"';
      int from = cursor.position();
      cursor.skip();
      if (text && string) {
        textFrom = from + 1;
        textTo = cursor.position() - 1;
      }
    }
  }

  @Override
  public Step end() {
    if (!complete) {
      throw new BadAnswerException("the stream ended before the answer did");
    }
    return Step.NONE;
  }

  @Override
  public Answered answered() {
    return record.answered(callersName);
  }
}
