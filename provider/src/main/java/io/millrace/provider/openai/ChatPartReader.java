package io.millrace.provider.openai;

import io.millrace.provider.chat.Part;
import io.millrace.provider.chat.Part.Media;
import io.millrace.provider.wire.RequestJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the contents of messages of chat completions.
final class ChatPartReader {
  /// Up to the comma before the data, RFC 2397.
  private static final Pattern DATA_URL =
      Pattern.compile("data:([\\w.+-]+/[\\w.+-]+)(?:;[\\w.+-]+=[\\w.+-]+)*;base64,");

  private ChatPartReader() {}

  /// Content that is text as such or in parts.
  static List<Part> texts(RequestJson message) {
    if (isText(message)) {
      return List.of(new Part.Text(message.string("content")));
    }
    var parts = new ArrayList<Part>();
    for (RequestJson part : message.children("content")) {
      if (!part.string("type").equals("text")) {
        throw RequestJson.refused(part.at("type"), "must be text in this message");
      }
      parts.add(new Part.Text(part.string("text")));
    }
    return parts;
  }

  private static boolean isText(RequestJson message) {
    return message.node().path("content").isString();
  }

  static List<Part> user(RequestJson message) {
    if (isText(message)) {
      return List.of(new Part.Text(message.string("content")));
    }
    var parts = new ArrayList<Part>();
    for (RequestJson part : message.children("content")) {
      parts.add(part(part));
    }
    if (parts.isEmpty()) {
      throw RequestJson.refused(message.at("content"), "is required");
    }
    return parts;
  }

  private static Part part(RequestJson part) {
    return switch (part.string("type")) {
      case "text" -> new Part.Text(part.string("text"));
      case "image_url" -> image(part.child("image_url"), "url");
      case "input_audio" -> audio(part.child("input_audio"));
      case "file" -> file(part.child("file"));
      default ->
          throw RequestJson.refused(
              part.at("type"), "must be text, image_url, input_audio or file");
    };
  }

  static Part image(RequestJson holder, String name) {
    String url = holder.string(name);
    if (!url.startsWith("data:")) {
      return new Part.Image(new Media.Url(url, null));
    }
    return new Part.Image(inline(url, holder.at(name)));
  }

  private static Part audio(RequestJson audio) {
    String format = audio.string("format");
    String type = format.equals("mp3") ? "audio/mpeg" : "audio/" + format;
    return new Part.Audio(new Media.Inline(type, audio.string("data")));
  }

  static Part file(RequestJson file) {
    String name = file.stringOrNull("filename");
    String data = file.string("file_data");
    Media media =
        data.startsWith("data:")
            ? inline(data, file.at("file_data"))
            : new Media.Inline(type(name), data);
    return new Part.File(media, name);
  }

  private static String type(@Nullable String name) {
    String lower = name == null ? "" : name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".txt") || lower.endsWith(".md") ? "text/plain" : "application/pdf";
  }

  private static Media.Inline inline(String url, String path) {
    int comma = url.indexOf(',');
    Matcher head = DATA_URL.matcher(url.substring(0, Math.min(comma + 1, 200)));
    if (comma < 0 || !head.matches()) {
      throw RequestJson.refused(path, "must be an address, or data:TYPE;base64,DATA");
    }
    return new Media.Inline(head.group(1), url.substring(comma + 1));
  }

  static List<Part> assistant(RequestJson message) {
    var parts = new ArrayList<Part>();
    if (isText(message)) {
      String text = message.string("content");
      if (!text.isEmpty() || !message.has("tool_calls")) {
        parts.add(new Part.Text(text));
      }
    } else {
      for (RequestJson part : message.children("content")) {
        parts.add(said(part));
      }
    }
    String refusal = message.stringOrNull("refusal");
    if (refusal != null) {
      parts.add(new Part.Refusal(refusal));
    }
    for (RequestJson call : message.children("tool_calls")) {
      if (!call.string("type").equals("function")) {
        throw RequestJson.refused(call.at("type"), "must be function");
      }
      RequestJson function = call.child("function");
      parts.add(
          new Part.ToolCall(
              call.string("id"), function.string("name"), function.string("arguments")));
    }
    if (parts.isEmpty()) {
      throw RequestJson.refused(message.at("content"), "is required without tool_calls");
    }
    return parts;
  }

  private static Part said(RequestJson part) {
    return switch (part.string("type")) {
      case "text" -> new Part.Text(part.string("text"));
      case "refusal" -> new Part.Refusal(part.string("refusal"));
      default -> throw RequestJson.refused(part.at("type"), "must be text or refusal");
    };
  }
}
