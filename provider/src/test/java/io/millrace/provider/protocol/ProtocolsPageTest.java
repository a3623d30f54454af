package io.millrace.provider.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.provider.chat.Dialect;
import io.millrace.provider.chat.FieldClass;
import io.millrace.provider.chat.FieldRule;
import io.millrace.provider.chat.FieldTable;
import io.millrace.provider.chat.Operation;
import io.millrace.provider.gemini.GeminiEmbeddings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// docs/protocols.md is printed from the tables that check requests; the flag `golden.update`
/// prints it anew.
final class ProtocolsPageTest {
  private static final Path PAGE = Path.of("..", "docs", "protocols.md");

  private static final String HEAD =
      """
      # Protocols

      Which calls go where, and what becomes of each field of a request on its way. This page is
      printed from the tables that check every translated request, and tests hold each row of them
      to what the codecs do.

      Where caller and upstream speak the same protocol, bodies pass as bytes, fields that Millrace
      does not know included. The model's name is changed where the configuration maps it, in the
      request and back in the answer; a stream's usage is always asked for, and hidden from a
      client that did not ask. Nothing else is touched.

      Everywhere else a request is translated, streams included, and each field is one of:

      - **translated**: it is said in the other protocol's words;
      - **neutral**: a hint whose loss changes no meaning: dropped, and named in the header
        `x-millrace-dropped` of the answer;
      - **refused**: its loss would change what the request means: a 400 that names it.

      A field that is not on this page passes within one protocol and is refused (400) across two.
      Values in the column "left out" say what leaving the field out says: they are never refused
      and never named.

      | caller | OpenAI-compatible | OpenAI-compatible with `/responses` | Anthropic | Gemini |
      |---|---|---|---|---|
      | chat completions | bytes | bytes | translated | translated |
      | responses | translated, without state | bytes | translated, without state | translated, without state |
      | embeddings | bytes | bytes | refused: there are none | translated |
      | messages | translated | translated | bytes | translated |

      Errors keep the shape of the caller's protocol. Of an upstream's errors, 400, 404, 408, 409,
      413, 422, 429 and those from 500 on keep their status and words; 401, 402 and 403 concern the
      gateway's own key or account and become a 502 that quotes nothing
      (`upstream_authentication`, `upstream_billing`). What is not JSON is never quoted.
      """;

  @Test
  void thePageIsWhatTheTablesSay() throws IOException {
    String page = page();
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE))
        .as("docs/protocols.md: run with -Dgolden.update=true")
        .isEqualTo(page);
  }

  private static String page() {
    List<Dialect> chat = List.of(Dialect.ANTHROPIC, Dialect.GEMINI);
    return HEAD
        + table("OpenAI chat completions", Translation.codec(Operation.CHAT).fields(), chat)
        + table(
            "OpenAI responses",
            Translation.codec(Operation.RESPONSES).fields(),
            List.of(Dialect.OPENAI, Dialect.ANTHROPIC, Dialect.GEMINI))
        + table(
            "Anthropic messages",
            Translation.codec(Operation.MESSAGES).fields(),
            List.of(Dialect.OPENAI, Dialect.GEMINI))
        + table("OpenAI embeddings", new GeminiEmbeddings().fields(), List.of(Dialect.GEMINI));
  }

  private static String table(String title, FieldTable table, List<Dialect> dialects) {
    var lines = new StringBuilder("\n## " + title + "\n\n| field |");
    dialects.forEach(dialect -> lines.append(" at ").append(word(dialect)).append(" |"));
    lines.append(" left out | note |\n|---|").append("---|".repeat(dialects.size() + 2));
    for (FieldRule rule : table.rules()) {
      lines.append("\n| `").append(rule.path()).append("` |");
      for (Dialect dialect : dialects) {
        lines.append(' ').append(word(rule.classes().get(dialect))).append(" |");
      }
      String harmless =
          rule.harmless().stream()
              .map(value -> "`" + value + "`")
              .collect(Collectors.joining(", "));
      lines.append(' ').append(harmless).append(harmless.isEmpty() ? "|" : " |");
      lines.append(' ').append(rule.note()).append(rule.note().isEmpty() ? "|" : " |");
    }
    return lines.append('\n').toString();
  }

  private static String word(Dialect dialect) {
    return switch (dialect) {
      case OPENAI -> "OpenAI chat";
      case ANTHROPIC -> "Anthropic";
      case GEMINI -> "Gemini";
    };
  }

  private static String word(@org.jspecify.annotations.Nullable FieldClass verdict) {
    return switch (verdict) {
      case TRANSLATED -> "translated";
      case NEUTRAL -> "neutral";
      case MEANING -> "refused";
      case null -> "refused";
    };
  }
}
