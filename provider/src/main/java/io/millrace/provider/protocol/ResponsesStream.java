package io.millrace.provider.protocol;

import static io.millrace.provider.protocol.Names.ascii;

import io.millrace.provider.chat.BadAnswerException;
import io.millrace.provider.chat.Operation;
import io.millrace.provider.chat.SseEvent;
import io.millrace.provider.protocol.Prepared.Step;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// OpenAI's stream of a response on its way to a caller of the same protocol. Its last event holds
/// the whole response; what is kept before it is for streams that break. One thread at a time.
final class ResponsesStream implements Prepared.AnswerStream {
  private static final byte[] TYPE = ascii("type");
  private static final byte[] RESPONSE = ascii("response");
  private static final byte[] ITEM = ascii("item");
  private static final byte[] MODEL = ascii("model");
  private static final byte[] ERROR = ascii("error");
  private static final byte[] NONE = {};

  private final JsonCursor cursor = new JsonCursor();
  private final Edits edits = new Edits();
  private final byte @Nullable [] callersName;

  private boolean complete;
  private byte[] response = NONE;
  private final Bytes items = new Bytes();
  private String model = "";

  private int typeFrom;
  private int typeTo;
  private int responseFrom;
  private int responseTo;
  private int itemFrom;
  private int itemTo;
  private boolean error;

  /// @param callersName the model's name to write, as a JSON string; null to leave the upstream's
  ResponsesStream(byte @Nullable [] callersName) {
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
    if (event.isDone()) {
      throw new BadAnswerException("the stream ended before the answer did");
    }
    read(event);
    String type = type(event);
    if (error || type.equals("error") || type.equals("response.failed")) {
      throw new BadAnswerException("the provider told of an error inside the stream");
    }
    keep(event, type);
    complete = type.equals("response.completed") || type.equals("response.incomplete");
    if (complete && responseFrom < 0) {
      throw new BadAnswerException("the stream's last event holds no response");
    }
    return new Step(edits.apply(event), isContent(type), complete);
  }

  private String type(SseEvent event) {
    if (typeFrom < 0) {
      return event.name();
    }
    byte[] data = event.data();
    return new String(data, typeFrom, typeTo - typeFrom, StandardCharsets.UTF_8);
  }

  private static boolean isContent(String type) {
    return type.endsWith(".delta") || type.equals("response.output_item.done");
  }

  private void read(SseEvent event) {
    edits.clear();
    typeFrom = -1;
    responseFrom = -1;
    itemFrom = -1;
    error = false;
    cursor.over(event.data(), event.from(), event.to()).openObject();
    while (cursor.nextField()) {
      if (cursor.keyIs(TYPE) && cursor.peek() == '"') {
        typeFrom = cursor.position() + 1;
        cursor.skip();
        typeTo = cursor.position() - 1;
      } else if (cursor.keyIs(RESPONSE) && cursor.peek() == '{') {
        responseFrom = cursor.position();
        response(event);
        responseTo = cursor.position();
      } else if (cursor.keyIs(ITEM)) {
        itemFrom = cursor.position();
        cursor.skip();
        itemTo = cursor.position();
      } else {
        error |= cursor.keyIs(ERROR) && !cursor.atNull();
        cursor.skip();
      }
    }
    cursor.finish();
  }

  private void response(SseEvent event) {
    cursor.openObject();
    while (cursor.nextField()) {
      boolean named = cursor.keyIs(MODEL);
      int from = cursor.position();
      cursor.skip();
      if (named) {
        model = Values.text(event.data(), from, cursor.position());
        if (callersName != null) {
          edits.replace(from, cursor.position(), callersName);
        }
      }
    }
  }

  private void keep(SseEvent event, String type) {
    if (responseFrom >= 0) {
      response = Arrays.copyOfRange(event.data(), responseFrom, responseTo);
    } else if (itemFrom >= 0 && type.equals("response.output_item.done")) {
      items.add(items.isEmpty() ? '[' : ',');
      items.add(event.data(), itemFrom, itemTo);
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
    JsonNode told = Values.tree(response, 0, response.length);
    if (!(told instanceof ObjectNode whole)) {
      return new Answered(ascii("{}"), model, null, "");
    }
    if (!complete) {
      items.add(items.isEmpty() ? '[' : ' ');
      items.add(']');
      if (Values.tree(items.array(), 0, items.size()) instanceof ArrayNode done) {
        whole.set("output", done);
      }
    }
    if (callersName != null) {
      whole.put("model", Values.text(callersName, 0, callersName.length));
    }
    byte[] body = Values.MAPPER.writeValueAsBytes(whole);
    Answered read = new WholeReader(Operation.RESPONSES, body, null).read();
    return new Answered(body, model, read.usage(), read.finish());
  }
}
