package io.millrace.provider.openai;

import io.millrace.provider.chat.Part;
import io.millrace.provider.chat.Part.Media;
import io.millrace.provider.wire.RequestJson;
import java.util.ArrayList;
import java.util.List;

/// Reads the contents of items of a response's input.
final class ResponsePartReader {
  private ResponsePartReader() {}

  static List<Part> parts(RequestJson item, String name) {
    if (item.node().path(name).isString()) {
      return List.of(new Part.Text(item.string(name)));
    }
    if (!item.has(name)) {
      throw RequestJson.refused(item.at(name), "is required");
    }
    var parts = new ArrayList<Part>();
    for (RequestJson part : item.children(name)) {
      parts.add(part(part));
    }
    return parts;
  }

  private static Part part(RequestJson part) {
    return switch (part.string("type")) {
      case "input_text", "output_text" -> new Part.Text(part.string("text"));
      case "refusal" -> new Part.Refusal(part.string("refusal"));
      case "input_image" -> ChatPartReader.image(part, "image_url");
      case "input_file" -> file(part);
      default ->
          throw RequestJson.refused(
              part.at("type"),
              "must be input_text, input_image, input_file, output_text or refusal");
    };
  }

  private static Part file(RequestJson part) {
    return part.has("file_url")
        ? new Part.File(new Media.Url(part.string("file_url"), null), part.stringOrNull("filename"))
        : ChatPartReader.file(part);
  }
}
