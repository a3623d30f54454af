package io.millrace.sandbox.server;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The lists of models in each protocol's shape.
final class ModelList {
  private ModelList() {}

  static JsonNode openAi(List<SandboxModel> models, long created) {
    var list = Json.object().put("object", "list");
    var data = list.putArray("data");
    models.forEach(model -> data.add(openAi(model, created)));
    return list;
  }

  static ObjectNode openAi(SandboxModel model, long created) {
    return Json.object()
        .put("id", model.name())
        .put("object", "model")
        .put("created", created)
        .put("owned_by", "sandbox");
  }

  static JsonNode anthropic(List<SandboxModel> models) {
    var list = Json.object();
    var data = list.putArray("data");
    models.forEach(model -> data.add(anthropic(model)));
    list.put("has_more", false);
    list.put("first_id", models.isEmpty() ? null : models.getFirst().name());
    return list.put("last_id", models.isEmpty() ? null : models.getLast().name());
  }

  static ObjectNode anthropic(SandboxModel model) {
    return Json.object()
        .put("type", "model")
        .put("id", model.name())
        .put("display_name", model.name())
        .put("created_at", "2026-01-01T00:00:00Z");
  }

  static JsonNode gemini(List<SandboxModel> models) {
    var list = Json.object();
    var data = list.putArray("models");
    models.forEach(model -> data.add(gemini(model)));
    return list;
  }

  static ObjectNode gemini(SandboxModel model) {
    var entry =
        Json.object()
            .put("name", "models/" + model.name())
            .put("displayName", model.name())
            .put("inputTokenLimit", 1 << 20)
            .put("outputTokenLimit", 1 << 16);
    var methods = entry.putArray("supportedGenerationMethods");
    if (model.kind() == SandboxModel.Kind.CHAT) {
      methods.add("generateContent").add("streamGenerateContent");
    } else {
      methods.add("embedContent").add("batchEmbedContents");
    }
    return entry;
  }
}
