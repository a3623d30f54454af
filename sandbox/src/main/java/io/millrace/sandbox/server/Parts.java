package io.millrace.sandbox.server;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// What a message holds, in OpenAI's and Anthropic's shapes: text, and things that are not text.
///
/// @param text the text parts joined by a line break
/// @param attachments `image`, `audio` or `file` for each other part
/// @param cached whether a part is marked for the prompt cache
record Parts(String text, List<String> attachments, boolean cached) {
  Parts {
    attachments = List.copyOf(attachments);
  }

  static Parts of(JsonNode content) {
    if (content.isString()) {
      return new Parts(content.stringValue(), List.of(), false);
    }
    var texts = new ArrayList<String>();
    var attachments = new ArrayList<String>();
    boolean cached = false;
    for (JsonNode part : content.isArray() ? content : List.of(content)) {
      cached |= part.path("cache_control").isObject();
      String type = Json.string(part, "type");
      if (part.isString()) {
        texts.add(part.stringValue());
      } else if (part.path("text").isString()
          && (type.isEmpty() || type.equals("text") || type.endsWith("_text"))) {
        texts.add(Json.string(part, "text"));
      } else if (!kind(type).isEmpty()) {
        attachments.add(kind(type));
      }
    }
    return new Parts(String.join("\n", texts), attachments, cached);
  }

  private static String kind(String type) {
    return switch (type) {
      case "image_url", "input_image", "image" -> "image";
      case "input_audio", "audio" -> "audio";
      case "file", "input_file", "document" -> "file";
      default -> "";
    };
  }
}
