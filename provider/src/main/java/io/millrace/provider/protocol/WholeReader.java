package io.millrace.provider.protocol;

import static io.millrace.provider.protocol.Names.ascii;

import io.millrace.provider.chat.BadAnswerException;
import io.millrace.provider.chat.Operation;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads a whole answer just enough to pass it on: that it is one, the model's name, usage, why it
/// ended. One walk over the bytes; used once.
final class WholeReader {
  private static final byte[] MODEL = ascii("model");
  private static final byte[] USAGE = ascii("usage");
  private static final byte[] ERROR = ascii("error");
  private static final byte[] STATUS = ascii("status");
  private static final byte[] INCOMPLETE_DETAILS = ascii("incomplete_details");
  private static final byte[] STOP_REASON = ascii("stop_reason");
  private static final byte[] FINISH_REASON = ascii("finish_reason");
  private static final byte[] TYPE = ascii("type");
  private static final byte[] INDEX = ascii("index");

  private final JsonCursor cursor = new JsonCursor();
  private final Edits edits = new Edits();
  private final Operation operation;
  private final byte[] body;
  private final byte @Nullable [] callersName;

  private int modelFrom = -1;
  private int modelTo;
  private int usageFrom = -1;
  private int usageTo;
  private boolean answered;
  private boolean toolCalled;
  private String reason = "";
  private String cut = "";

  /// @param callersName the model's name to write, as a JSON string; null to leave the upstream's
  WholeReader(Operation operation, byte[] body, byte @Nullable [] callersName) {
    this.operation = operation;
    this.body = body;
    this.callersName = callersName;
  }

  Answered read() {
    cursor.over(body, 0, body.length).openObject();
    while (cursor.nextField()) {
      field();
    }
    cursor.finish();
    if (!answered) {
      throw new BadAnswerException("the answer holds no " + list());
    }
    byte[] said = edits.isEmpty() ? body : edits.apply(body, 0, body.length);
    return new Answered(
        said,
        Values.text(body, modelFrom, modelTo),
        Values.usage(body, usageFrom, usageTo),
        FinishWords.of(operation, cut.equals("content_filter") ? cut : reason, toolCalled));
  }

  /// Why a response is incomplete.
  private String cutBy() {
    int from = cursor.position();
    cursor.skip();
    JsonNode details = Values.tree(body, from, cursor.position());
    return details == null ? "" : details.path("reason").asString("");
  }

  private void field() {
    if (cursor.keyIs(MODEL)) {
      modelFrom = cursor.position();
      cursor.skip();
      modelTo = cursor.position();
      if (callersName != null) {
        edits.replace(modelFrom, modelTo, callersName);
      }
    } else if (cursor.keyIs(USAGE) && cursor.peek() == '{') {
      usageFrom = cursor.position();
      cursor.skip();
      usageTo = cursor.position();
    } else if (cursor.keyIs(ERROR) && !cursor.atNull()) {
      cursor.skip();
      throw new BadAnswerException("the provider answered 200 with an error in it");
    } else if (cursor.keyIs(ascii(list()))) {
      items();
    } else if (cursor.keyIs(INCOMPLETE_DETAILS)) {
      cut = cutBy();
    } else if (cursor.keyIs(STOP_REASON) || cursor.keyIs(STATUS)) {
      reason = string();
    } else {
      cursor.skip();
    }
  }

  /// The list that makes the body an answer.
  private String list() {
    return switch (operation) {
      case CHAT -> "choices";
      case RESPONSES -> "output";
      case EMBEDDINGS -> "data";
      case MESSAGES -> "content";
    };
  }

  private void items() {
    cursor.openArray();
    while (cursor.nextElement()) {
      if (operation == Operation.EMBEDDINGS || cursor.peek() != '{') {
        cursor.skip();
      } else {
        item();
      }
      answered = true;
    }
    // a chat without choices is no answer; the other lists may be empty
    answered |= operation != Operation.CHAT;
  }

  private void item() {
    cursor.openObject();
    String finish = "";
    int index = 0;
    while (cursor.nextField()) {
      if (cursor.keyIs(FINISH_REASON)) {
        finish = string();
      } else if (cursor.keyIs(INDEX)) {
        index = cursor.smallNumber();
      } else if (cursor.keyIs(TYPE)) {
        toolCalled |= string().equals("function_call");
      } else {
        cursor.skip();
      }
    }
    if (operation == Operation.CHAT && index == 0) {
      reason = finish;
    }
  }

  private String string() {
    int from = cursor.position();
    cursor.skip();
    return Values.text(body, from, cursor.position());
  }
}
