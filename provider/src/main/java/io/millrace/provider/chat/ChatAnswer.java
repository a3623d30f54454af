package io.millrace.provider.chat;

import io.millrace.model.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An answer in no protocol's words.
///
/// @param id the upstream's id of it; empty when it gave none
/// @param model the model's name as the caller shall read it
/// @param created seconds since 1970
/// @param parts texts, thoughts and tool calls, in order
/// @param stopSequence which stop sequence ended it; null when none did or it is not known
/// @param usage null when the upstream did not report it
public record ChatAnswer(
    String id,
    String model,
    long created,
    List<Part> parts,
    Finish finish,
    @Nullable String stopSequence,
    @Nullable Usage usage) {
  public ChatAnswer {
    parts = List.copyOf(parts);
  }

  /// Why an answer ended.
  public enum Finish {
    STOP,
    LENGTH,
    TOOL_CALLS,
    STOP_SEQUENCE,
    CONTENT_FILTER
  }

  /// The texts joined.
  public String text() {
    var text = new StringBuilder();
    for (Part part : parts) {
      if (part instanceof Part.Text(String own)) {
        text.append(own);
      }
    }
    return text.toString();
  }
}
