package io.millrace.store.calls;

import io.millrace.model.Cost;
import io.millrace.store.journal.Entry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.json.JsonMapper;

/// Writes ended calls as JSON lines that [io.millrace.store.calllog.CallLogReader] reads back. One
/// thread at a time.
final class CallExport {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final CallReading reading;

  CallExport(CallReading reading) {
    this.reading = reading;
  }

  /// @return how many were written
  long write(CallFilter filter, OutputStream out) throws IOException {
    long[] skip = {skipped(filter)};
    long[] written = {0};
    try {
      reading
          .ended(filter, true)
          .advance((call, _) -> {
            if (skip[0] > 0) {
              skip[0]--;
            } else if (written[0] < filter.limit() && exported(call)) {
              writeLine(call, out);
              written[0]++;
            }
          });
    } catch (UncheckedIOException e) {
      throw new IOException(e.getMessage(), e.getCause());
    }
    return written[0];
  }

  /// The platform's own calls are nobody's traffic.
  private static boolean exported(CallRecord call) {
    return call.started().request() != null && call.started().purpose().isEmpty();
  }

  private long skipped(CallFilter filter) {
    return filter.limit() == Integer.MAX_VALUE
        ? 0
        : Math.max(0, reading.count(filter) - filter.limit());
  }

  private static void writeLine(CallRecord call, OutputStream out) {
    var line = new ByteArrayOutputStream();
    try (JsonGenerator json = MAPPER.createGenerator(line)) {
      Entry.CallEnded ended = Objects.requireNonNull(call.ended());
      json.writeStartObject();
      json.writeStringProperty("id", call.started().call().text());
      json.writeStringProperty("created", call.started().at().toString());
      json.writeStringProperty(
          "model", ended.servedModel().isEmpty() ? call.started().model() : ended.servedModel());
      writeBody("request", call.started().request(), json);
      writeBody("response", ended.response(), json);
      json.writeNumberProperty("status", ended.status());
      if (!ended.outcome().equals("answered")) {
        json.writeObjectPropertyStart("error");
        json.writeStringProperty("type", ended.outcome());
        json.writeEndObject();
      }
      json.writeNumberProperty("latency_ms", ended.totalMicros() / 1000);
      if (ended.cost() instanceof Cost.Priced(var amount, _)) {
        json.writeStringProperty("cost_usd", amount.toUsd());
      }
      json.writeStringProperty("tier", ended.tier());
      String shadow = ended.shadow();
      if (shadow != null) {
        json.writeStringProperty("shadow", shadow);
      }
      json.writeEndObject();
    }
    line.write('\n');
    try {
      line.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void writeBody(String name, byte @Nullable [] body, JsonGenerator json) {
    if (body == null) {
      return;
    }
    json.writeName(name);
    String text = new String(body, StandardCharsets.UTF_8);
    if (isJson(text)) {
      // A line break in JSON is white space only, and would end the line.
      json.writeRawValue(text.replace('\n', ' ').replace('\r', ' '));
    } else {
      json.writeString(text);
    }
  }

  private static boolean isJson(String text) {
    try (JsonParser parser = MAPPER.createParser(text)) {
      if (parser.nextToken() == null) {
        return false;
      }
      parser.skipChildren();
      return parser.nextToken() == null;
    } catch (JacksonException _) {
      return false;
    }
  }
}
