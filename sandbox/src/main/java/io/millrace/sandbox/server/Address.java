package io.millrace.sandbox.server;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a request's path asks for.
sealed interface Address {
  /// An answer of a chat model.
  ///
  /// @param model with its faults; empty where the body has it
  /// @param stream whether the path says that it is streamed
  /// @param array whether a stream is one JSON array instead of events
  record Ask(Protocol protocol, String model, boolean stream, boolean array) implements Address {}

  /// The number of tokens of a request for Anthropic's messages.
  record Count() implements Address {}

  /// Embeddings in OpenAI's shape.
  record OpenAiEmbeddings() implements Address {}

  /// Embeddings in Gemini's shape.
  record GeminiEmbeddings(String model, boolean batch) implements Address {}

  /// The models, or one of them.
  ///
  /// @param model empty for all
  record Models(boolean gemini, String model) implements Address {}

  /// Nothing that there is.
  record Unknown() implements Address {}

  /// Paths of Gemini's interface.
  Pattern GEMINI = Pattern.compile("/v1(?:beta|alpha)?/models/([^/]+?):([A-Za-z]+)");

  /// @param path not decoded
  static Address of(String method, String path, String query) {
    if (method.equals("GET")) {
      return models(path);
    }
    if (!method.equals("POST")) {
      return new Unknown();
    }
    return switch (path) {
      case "/v1/chat/completions" -> new Ask(new ChatProtocol(), "", false, false);
      case "/v1/responses" -> new Ask(new ResponsesProtocol(), "", false, false);
      case "/v1/messages" -> new Ask(new MessagesProtocol(), "", false, false);
      case "/v1/messages/count_tokens" -> new Count();
      case "/v1/embeddings" -> new OpenAiEmbeddings();
      default -> gemini(path, query);
    };
  }

  private static Address models(String path) {
    boolean gemini = path.startsWith("/v1beta/");
    String rest = path.replaceFirst("^/v1(beta)?/models", "");
    if (rest.length() == path.length() || !rest.isEmpty() && rest.charAt(0) != '/') {
      return new Unknown();
    }
    return new Models(gemini, rest.isEmpty() ? "" : decoded(rest.substring(1)));
  }

  private static Address gemini(String path, String query) {
    Matcher parts = GEMINI.matcher(path);
    if (!parts.matches()) {
      return new Unknown();
    }
    String model = decoded(parts.group(1));
    return switch (parts.group(2)) {
      case "generateContent" -> new Ask(new GeminiProtocol(), model, false, false);
      case "streamGenerateContent" ->
          new Ask(new GeminiProtocol(), model, true, !query.matches("(.*&)?alt=sse(&.*)?"));
      case "batchEmbedContents" -> new GeminiEmbeddings(model, true);
      case "embedContent" -> new GeminiEmbeddings(model, false);
      default -> new Unknown();
    };
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return text;
    }
  }
}
