package io.millrace.gateway;

import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The models that callers may ask for, in the shape of OpenAI's or Anthropic's list.
final class Models {
  private static final JsonMapper JSON = JsonMapper.shared();

  private Models() {}

  /// @param names those known by name; patterns are left out
  static byte[] list(List<String> names, boolean anthropic) {
    ObjectNode root = JSON.createObjectNode();
    if (!anthropic) {
      root.put("object", "list");
    }
    var data = root.putArray("data");
    names.forEach(name -> data.add(model(name, anthropic)));
    if (anthropic) {
      root.put("has_more", false);
      root.put("first_id", names.isEmpty() ? null : names.getFirst());
      root.put("last_id", names.isEmpty() ? null : names.getLast());
    }
    return JSON.writeValueAsBytes(root);
  }

  static byte[] one(String name, boolean anthropic) {
    return JSON.writeValueAsBytes(model(name, anthropic));
  }

  private static ObjectNode model(String name, boolean anthropic) {
    ObjectNode model = JSON.createObjectNode().put("id", name);
    return anthropic
        ? model
            .put("type", "model")
            .put("display_name", name)
            .put("created_at", "1970-01-01T00:00:00Z")
        : model.put("object", "model").put("created", 0).put("owned_by", "millrace");
  }
}
