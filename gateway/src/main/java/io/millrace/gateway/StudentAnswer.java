package io.millrace.gateway;

import io.millrace.model.CallId;
import io.millrace.model.Message;
import io.millrace.model.Request;
import io.millrace.model.Usage;
import io.millrace.provider.chat.ChatAnswer;
import io.millrace.provider.chat.Operation;
import io.millrace.provider.chat.Part;
import io.millrace.provider.protocol.InboundCall;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A student's answer with all that a large model's has.
final class StudentAnswer {
  private StudentAnswer() {}

  static ChatAnswer of(
      CallId id, InboundCall call, Instant now, @Nullable Request request, String answer) {
    return new ChatAnswer(
        prefix(call.operation()) + id.text().substring(5),
        call.model(),
        now.getEpochSecond(),
        List.of(new Part.Text(answer)),
        ChatAnswer.Finish.STOP,
        null,
        usage(request == null ? List.of() : request.messages(), answer));
  }

  private static String prefix(Operation operation) {
    return switch (operation) {
      case CHAT, EMBEDDINGS -> "chatcmpl-";
      case RESPONSES -> "resp_";
      case MESSAGES -> "msg_";
    };
  }

  /// What the large model's tokenizer would count, about: applications budget by it.
  private static Usage usage(List<Message> messages, String answer) {
    long prompt = 3;
    for (Message message : messages) {
      prompt += 4 + tokens(message.text());
    }
    return Usage.of(prompt, Math.max(1, tokens(answer)));
  }

  /// 0.7 a character of Chinese, Japanese or Korean, a quarter of every other.
  static long tokens(String text) {
    int wide = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x2E80 && c <= 0xD7AF || c >= 0xF900 && c <= 0xFAFF) {
        wide++;
      }
    }
    return (wide * 14L + (text.length() - wide) * 5L + 19) / 20;
  }
}
