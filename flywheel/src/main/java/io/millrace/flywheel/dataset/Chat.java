package io.millrace.flywheel.dataset;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A conversation in OpenAI's chat form, which every trainer reads. What it holds is not to be
/// changed.
///
/// @param messages in order
/// @param tools the functions that were offered; null without any
/// @param parallel whether several tools may be called at once, where the request says so
record Chat(List<ObjectNode> messages, @Nullable ArrayNode tools, @Nullable Boolean parallel) {
  Chat {
    messages = List.copyOf(messages);
  }

  /// An answer in text.
  static ObjectNode answer(String text) {
    return Json.MAPPER.createObjectNode().put("role", "assistant").put("content", text);
  }
}
