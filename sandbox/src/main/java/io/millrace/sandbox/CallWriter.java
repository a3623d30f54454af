package io.millrace.sandbox;

import java.io.OutputStream;
import java.util.List;
import java.util.SplittableRandom;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/// Writes calls as OpenAI-shaped JSON lines. One thread at a time; does not close the stream.
final class CallWriter {

  /// One call, ready to be written.
  record Line(
      String id, long created, Job job, List<Message> messages, Question question, Fate fate) {
    Line {
      messages = List.copyOf(messages);
    }
  }

  private static final String ALPHABET =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  private static final int CACHE_BLOCK = 128;

  private final JsonGenerator json;
  private final SplittableRandom random;

  CallWriter(OutputStream out, SplittableRandom random) {
    this.json =
        JsonFactory.builder()
            .rootValueSeparator("\n")
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build()
            .createGenerator(ObjectWriteContext.empty(), out, JsonEncoding.UTF8);
    this.random = random;
  }

  void write(Line line) {
    json.writeStartObject();
    json.writeStringProperty("id", line.id());
    json.writeNumberProperty("created", line.created());
    json.writeStringProperty("model", line.job().traffic().model());
    request(line);
    int outputTokens = response(line);
    json.writeNumberProperty("latency_ms", latency(line, outputTokens));
    json.writeEndObject();
  }

  /// Ends the last line and flushes.
  void finish() {
    json.writeRaw('\n');
    json.flush();
  }

  private void request(Line line) {
    var form = line.job().form();
    json.writeObjectPropertyStart("request");
    json.writeStringProperty("model", line.job().traffic().model());
    json.writeArrayPropertyStart("messages");
    for (var message : line.messages()) {
      json.writeStartObject();
      json.writeStringProperty("role", message.role());
      json.writeStringProperty("content", message.content());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeNumberProperty("temperature", form.temperature());
    if (limit(line) > 0) {
      json.writeNumberProperty("max_tokens", limit(line));
    }
    if (!form.stop().isEmpty()) {
      json.writeArrayPropertyStart("stop");
      form.stop().forEach(json::writeString);
      json.writeEndArray();
    }
    if (form.jsonObject()) {
      json.writeObjectPropertyStart("response_format");
      json.writeStringProperty("type", "json_object");
      json.writeEndObject();
    }
    if (line.question().tool()) {
      tools();
    }
    json.writeEndObject();
  }

  private void tools() {
    json.writeArrayPropertyStart("tools");
    json.writeStartObject();
    json.writeStringProperty("type", "function");
    json.writeObjectPropertyStart("function");
    json.writeStringProperty("name", "get_weather");
    json.writeStringProperty("description", "The weather forecast of a town");
    json.writeObjectPropertyStart("parameters");
    json.writeStringProperty("type", "object");
    json.writeObjectPropertyStart("properties");
    json.writeObjectPropertyStart("city");
    json.writeStringProperty("type", "string");
    for (int open = 0; open < 5; open++) {
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static int limit(Line line) {
    return line.fate().tokenLimit() > 0 ? line.fate().tokenLimit() : line.job().form().maxTokens();
  }

  /// Writes the response and returns its output tokens.
  private int response(Line line) {
    json.writeObjectPropertyStart("response");
    int outputTokens = 0;
    if (line.fate().failure() == Fate.Failure.NONE) {
      outputTokens = completion(line);
    } else {
      error(line.fate().failure());
    }
    json.writeEndObject();
    return outputTokens;
  }

  private void error(Fate.Failure failure) {
    json.writeObjectPropertyStart("error");
    json.writeStringProperty("message", failure.message);
    json.writeStringProperty("type", failure.type);
    json.writeStringProperty("code", failure.code);
    json.writeEndObject();
  }

  private int completion(Line line) {
    var question = line.question();
    var other = question.otherAnswer();
    var whole = line.fate().otherAnswer() && other != null ? other : question.answer();
    var answer = truncate(whole, limit(line));
    boolean cut = answer.length() < whole.length();
    json.writeStringProperty("id", "chatcmpl-" + randomName());
    json.writeStringProperty("object", "chat.completion");
    json.writeNumberProperty("created", line.created());
    json.writeStringProperty("model", line.job().traffic().model());
    json.writeArrayPropertyStart("choices");
    json.writeStartObject();
    json.writeNumberProperty("index", 0);
    message(question.tool(), answer);
    json.writeStringProperty(
        "finish_reason", cut ? "length" : question.tool() ? "tool_calls" : "stop");
    json.writeEndObject();
    json.writeEndArray();
    int outputTokens = TokenRule.of(answer);
    usage(line, outputTokens);
    return outputTokens;
  }

  private void message(boolean tool, String answer) {
    json.writeObjectPropertyStart("message");
    json.writeStringProperty("role", "assistant");
    if (tool) {
      json.writeNullProperty("content");
      json.writeArrayPropertyStart("tool_calls");
      json.writeStartObject();
      json.writeStringProperty("id", "call_" + randomName());
      json.writeStringProperty("type", "function");
      json.writeObjectPropertyStart("function");
      json.writeStringProperty("name", "get_weather");
      json.writeStringProperty("arguments", answer);
      json.writeEndObject();
      json.writeEndObject();
      json.writeEndArray();
    } else {
      json.writeStringProperty("content", answer);
    }
    json.writeEndObject();
  }

  private void usage(Line line, int outputTokens) {
    int inputTokens = TokenRule.of(line.messages());
    json.writeObjectPropertyStart("usage");
    json.writeNumberProperty("prompt_tokens", inputTokens);
    json.writeNumberProperty("completion_tokens", outputTokens);
    json.writeNumberProperty("total_tokens", inputTokens + outputTokens);
    int cached = line.fate().cached() ? cacheableTokens(line.messages()) : 0;
    if (cached > 0) {
      json.writeObjectPropertyStart("prompt_tokens_details");
      json.writeNumberProperty("cached_tokens", cached);
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  /// Whole blocks of the system prompt.
  private static int cacheableTokens(List<Message> messages) {
    var first = messages.getFirst();
    return first.role().equals("system")
        ? TokenRule.of(first.content()) / CACHE_BLOCK * CACHE_BLOCK
        : 0;
  }

  /// The longest beginning of an answer that has at most `limit` tokens; all of it for limit 0.
  static String truncate(String answer, int limit) {
    if (limit == 0 || TokenRule.of(answer) <= limit) {
      return answer;
    }
    int end = answer.length();
    while (TokenRule.of(answer.substring(0, end)) > limit) {
      end = answer.offsetByCodePoints(end, -1);
    }
    return answer.substring(0, end);
  }

  /// Milliseconds: a start and a time per output token by model, times the call's slowness.
  private static long latency(Line line, int outputTokens) {
    boolean large = line.job().traffic().model().equals(Jobs.LARGE);
    double typical = large ? 420 + 14.0 * outputTokens : 210 + 6.0 * outputTokens;
    return Math.max(1, (long) (typical * line.fate().slowness()));
  }

  private String randomName() {
    var name = new StringBuilder(24);
    for (int i = 0; i < 24; i++) {
      name.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return name.toString();
  }
}
