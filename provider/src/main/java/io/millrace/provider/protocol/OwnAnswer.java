package io.millrace.provider.protocol;

import io.millrace.model.Usage;
import io.millrace.provider.chat.ChatAnswer;
import io.millrace.provider.chat.Delta;
import io.millrace.provider.chat.Part;
import io.millrace.provider.chat.StreamEncoder;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Says a complete answer of ours as a stream: in pieces of a few words, as a model would.
final class OwnAnswer {
  /// Enough pieces that a reader sees text grow, few enough to cost little.
  private static final int PIECE = 80;

  private final StreamEncoder encoder;
  private final List<byte[]> pieces = new ArrayList<>();

  OwnAnswer(StreamEncoder encoder) {
    this.encoder = encoder;
  }

  List<byte[]> say(ChatAnswer answer) {
    Usage usage = answer.usage();
    if (usage != null) {
      // Anthropic's streams say at their beginning what was read.
      add(new Delta.Used(read(usage)));
    }
    add(new Delta.Start(answer.id(), answer.model()));
    int tool = 0;
    for (Part part : answer.parts()) {
      if (part instanceof Part.ToolCall(String id, String name, String arguments)) {
        int index = tool++;
        add(new Delta.ToolStart(index, id, name));
        cut(arguments, text -> add(new Delta.ToolArguments(index, text)));
      } else {
        part(part);
      }
    }
    var end = new ByteArrayOutputStream();
    end.writeBytes(encoder.encode(new Delta.Finished(answer.finish(), answer.stopSequence())));
    if (usage != null) {
      end.writeBytes(encoder.encode(new Delta.Used(usage)));
    }
    end.writeBytes(encoder.encode(new Delta.Done()));
    pieces.add(end.toByteArray());
    return List.copyOf(pieces);
  }

  private static Usage read(Usage usage) {
    return new Usage(
        usage.input(),
        usage.cacheRead(),
        usage.cacheWrite(),
        usage.cacheWriteHour(),
        usage.audioInput(),
        usage.imageInput(),
        0,
        0,
        0);
  }

  private void part(Part part) {
    switch (part) {
      case Part.Text(String text) -> cut(text, piece -> add(new Delta.Text(piece)));
      case Part.Refusal(String text) -> cut(text, piece -> add(new Delta.Refusal(piece)));
      case Part.Thinking(String text, String signature) -> {
        cut(text, piece -> add(new Delta.Thinking(piece)));
        if (signature != null) {
          add(new Delta.Signature(signature));
        }
      }
      case Part.HiddenThinking(String data) -> add(new Delta.HiddenThinking(data));
      case Part.ToolCall _, Part.ToolResult _, Part.Image _, Part.Audio _, Part.File _ -> {}
    }
  }

  private void add(Delta delta) {
    byte[] bytes = encoder.encode(delta);
    if (bytes.length > 0) {
      pieces.add(bytes);
    }
  }

  /// Cuts behind white space where there is some, never inside a surrogate pair.
  private static void cut(String text, Consumer<String> out) {
    int from = 0;
    while (from < text.length()) {
      int to = Math.min(text.length(), from + PIECE);
      if (to < text.length()) {
        int space = text.lastIndexOf(' ', to - 1);
        if (space > from + PIECE / 2) {
          to = space + 1;
        } else if (Character.isHighSurrogate(text.charAt(to - 1))) {
          to++;
        }
      }
      out.accept(text.substring(from, to));
      from = to;
    }
  }
}
