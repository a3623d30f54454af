package io.millrace.provider.anthropic;

import io.millrace.provider.chat.Part;
import io.millrace.provider.wire.Json;
import io.millrace.provider.wire.RequestJson;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the blocks of content in one object of a request.
final class AnthropicPartReader {
  private final RequestJson holder;

  AnthropicPartReader(RequestJson holder) {
    this.holder = holder;
  }

  /// A field that is a string or a list of text blocks; nothing when it is missing.
  List<Part> texts(String field) {
    if (holder.node().path(field).isString()) {
      return List.of(new Part.Text(holder.string(field)));
    }
    var parts = new ArrayList<Part>();
    for (RequestJson block : holder.children(field)) {
      if (!block.string("type").equals("text")) {
        throw RequestJson.refused(block.at("type"), "must be text here");
      }
      parts.add(new Part.Text(block.string("text")));
    }
    return parts;
  }

  /// A field that is a string or a list of blocks, and must be there.
  List<Part> parts(String field) {
    if (holder.node().path(field).isString()) {
      return List.of(new Part.Text(holder.string(field)));
    }
    if (!holder.has(field)) {
      throw RequestJson.refused(holder.at(field), "is required");
    }
    var parts = new ArrayList<Part>();
    for (RequestJson block : holder.children(field)) {
      read(block, parts);
    }
    return parts;
  }

  private static void read(RequestJson block, List<Part> parts) {
    switch (block.string("type")) {
      case "text" -> parts.add(new Part.Text(block.string("text")));
      case "image" -> parts.add(new Part.Image(media(block.child("source"), "image")));
      case "document" -> document(block, parts);
      case "tool_use" ->
          parts.add(
              new Part.ToolCall(
                  block.string("id"),
                  block.string("name"),
                  Json.text(block.child("input").node())));
      case "tool_result" -> parts.add(toolResult(block));
      case "thinking", "redacted_thinking" -> {
        // a proof for its own model; another one neither can read it nor needs it
      }
      default ->
          throw RequestJson.refused(
              block.at("type"), "is a block that upstreams of another protocol do not know");
    }
  }

  private static Part.ToolResult toolResult(RequestJson block) {
    var reader = new AnthropicPartReader(block);
    List<Part> content = block.has("content") ? reader.parts("content") : List.of();
    for (Part part : content) {
      if (part instanceof Part.ToolCall || part instanceof Part.ToolResult) {
        throw RequestJson.refused(block.at("content"), "must hold no tool calls or results");
      }
    }
    return new Part.ToolResult(
        block.string("tool_use_id"), content, Boolean.TRUE.equals(block.flag("is_error")));
  }

  private static Part.Media media(RequestJson source, String what) {
    return switch (source.string("type")) {
      case "base64" -> new Part.Media.Inline(source.string("media_type"), source.string("data"));
      case "url" -> new Part.Media.Url(source.string("url"), null);
      default ->
          throw RequestJson.refused(
              source.at("type"),
              "must be base64 or url for this " + what + " at an upstream of another protocol");
    };
  }

  /// A document of texts is said as these texts, its title before them.
  private static void document(RequestJson block, List<Part> parts) {
    RequestJson source = block.child("source");
    String title = block.stringOrNull("title");
    switch (source.string("type")) {
      case "text" -> {
        title(title, parts);
        parts.add(new Part.Text(source.string("data")));
      }
      case "content" -> {
        title(title, parts);
        parts.addAll(new AnthropicPartReader(source).parts("content"));
      }
      default -> parts.add(new Part.File(media(source, "document"), title));
    }
  }

  private static void title(@Nullable String title, List<Part> parts) {
    if (title != null) {
      parts.add(new Part.Text(title));
    }
  }
}
