package io.millrace.provider.openai;

import io.millrace.model.Usage;
import io.millrace.provider.chat.BadAnswerException;
import io.millrace.provider.chat.Delta;
import io.millrace.provider.chat.SseEvent;
import io.millrace.provider.chat.StreamDecoder;
import io.millrace.provider.wire.AnswerJson;
import io.millrace.store.calllog.ExchangeReader;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads a stream of chat completions. One thread at a time.
final class OpenAiStreamReader implements StreamDecoder {
  private final Map<Integer, Integer> tools = new HashMap<>();
  private boolean started;
  private boolean done;
  private @Nullable String reason;
  private @Nullable Usage usage;

  OpenAiStreamReader() {}

  @Override
  public void accept(SseEvent event, Consumer<Delta> out) {
    if (done || event.isEmpty()) {
      return;
    }
    if (event.isDone()) {
      finish(out);
      return;
    }
    JsonNode data = AnswerJson.object(event);
    OpenAiAnswerReader.refuseError(data);
    if (event.name().equals("error")) {
      throw AnswerJson.failed(data, "type");
    }
    if (!started) {
      started = true;
      out.accept(
          new Delta.Start(
              AnswerJson.stringOrEmpty(data, "id"), AnswerJson.stringOrEmpty(data, "model")));
    }
    if (data.path("usage").isObject()) {
      usage = ExchangeReader.usage(data.path("usage"));
    }
    for (JsonNode choice : data.path("choices")) {
      choice(choice, out);
    }
  }

  private void choice(JsonNode choice, Consumer<Delta> out) {
    if (choice.path("index").asInt(0) != 0) {
      throw new BadAnswerException("the upstream sent a choice that was not asked for");
    }
    JsonNode delta = choice.path("delta");
    String thought = OpenAiAnswerReader.thought(delta);
    if (!thought.isEmpty()) {
      out.accept(new Delta.Thinking(thought));
    }
    String text = OpenAiAnswerReader.text(delta.path("content"));
    if (!text.isEmpty()) {
      out.accept(new Delta.Text(text));
    }
    String refusal = AnswerJson.stringOrEmpty(delta, "refusal");
    if (!refusal.isEmpty()) {
      out.accept(new Delta.Refusal(refusal));
    }
    for (JsonNode call : delta.path("tool_calls")) {
      call(call, out);
    }
    String why = AnswerJson.stringOrEmpty(choice, "finish_reason");
    if (!why.isEmpty()) {
      reason = why;
    }
  }

  private void call(JsonNode call, Consumer<Delta> out) {
    JsonNode function = call.path("function");
    String name = AnswerJson.stringOrEmpty(function, "name");
    int at = call.path("index").isIntegralNumber() ? call.path("index").asInt(0) : last(name);
    Integer index = tools.get(at);
    if (index == null) {
      if (name.isEmpty()) {
        throw new BadAnswerException("the upstream called a tool without its name");
      }
      index = tools.size();
      tools.put(at, index);
      String id = AnswerJson.stringOrEmpty(call, "id");
      out.accept(new Delta.ToolStart(index, id.isEmpty() ? "call_" + index : id, name));
    }
    String arguments = AnswerJson.stringOrEmpty(function, "arguments");
    if (!arguments.isEmpty()) {
      out.accept(new Delta.ToolArguments(index, arguments));
    }
  }

  /// Where a fragment without an index belongs: a name begins another call.
  private int last(String name) {
    return name.isEmpty() ? Math.max(0, tools.size() - 1) : tools.size();
  }

  private void finish(Consumer<Delta> out) {
    if (!started) {
      throw new BadAnswerException("the upstream ended its answer before it began");
    }
    done = true;
    String why = reason == null ? "" : reason;
    out.accept(new Delta.Finished(OpenAiAnswerReader.finish(why, !tools.isEmpty()), null));
    if (usage != null) {
      out.accept(new Delta.Used(usage));
    }
    out.accept(new Delta.Done());
  }

  @Override
  public void end(Consumer<Delta> out) {
    if (!done) {
      if (reason == null) {
        throw new BadAnswerException(
            "the upstream closed the stream before its answer was complete");
      }
      finish(out);
    }
  }
}
