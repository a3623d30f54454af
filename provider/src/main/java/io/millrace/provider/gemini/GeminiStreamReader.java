package io.millrace.provider.gemini;

import io.millrace.model.Usage;
import io.millrace.provider.chat.ChatAnswer.Finish;
import io.millrace.provider.chat.Delta;
import io.millrace.provider.chat.Part;
import io.millrace.provider.chat.SseEvent;
import io.millrace.provider.chat.StreamDecoder;
import io.millrace.provider.wire.AnswerJson;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// Reads one stream of Gemini's. It has no last event: an answer is complete when the stream ends
/// after a reason for the end. One thread at a time.
final class GeminiStreamReader implements StreamDecoder {
  private final GeminiAnswerReader reader = new GeminiAnswerReader();
  private boolean started;
  private boolean done;
  private int tool = -1;

  GeminiStreamReader() {}

  @Override
  public void accept(SseEvent event, Consumer<Delta> out) {
    if (done || event.isEmpty()) {
      return;
    }
    JsonNode body = AnswerJson.object(event);
    var parts = reader.parts(body);
    if (!started) {
      started = true;
      out.accept(
          new Delta.Start(
              AnswerJson.stringOrEmpty(body, "responseId"),
              AnswerJson.stringOrEmpty(body, "modelVersion")));
    }
    for (Part part : parts) {
      say(part, out);
    }
  }

  private void say(Part part, Consumer<Delta> out) {
    switch (part) {
      case Part.Text(String text) -> out.accept(new Delta.Text(text));
      case Part.Thinking(String text, _) -> out.accept(new Delta.Thinking(text));
      case Part.ToolCall(String id, String name, String arguments) -> {
        tool++;
        out.accept(new Delta.ToolStart(tool, id, name));
        out.accept(new Delta.ToolArguments(tool, arguments));
      }
      case Part.Image _, Part.Audio _, Part.File _, Part.ToolResult _ -> throw never(part);
      case Part.HiddenThinking _, Part.Refusal _ -> throw never(part);
    }
  }

  private static IllegalStateException never(Part part) {
    return new IllegalStateException("Gemini's reader made a " + part.getClass().getSimpleName());
  }

  @Override
  public void end(Consumer<Delta> out) {
    if (done) {
      return;
    }
    Finish finish = reader.finish();
    done = true;
    out.accept(new Delta.Finished(finish, null));
    JsonNode counts = reader.usage();
    Usage usage = counts == null ? null : GeminiUsage.read(counts);
    if (usage != null) {
      out.accept(new Delta.Used(usage));
    }
    out.accept(new Delta.Done());
  }
}
