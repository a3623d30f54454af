package io.millrace.sandbox;

import io.millrace.model.Message;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Writes requests as OpenAI's chat completions take them.
final class LiveRequest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private LiveRequest() {}

  static byte[] of(Job job, List<Message> messages) {
    var form = job.form();
    ObjectNode body = JSON.createObjectNode().put("model", job.traffic().model());
    var list = body.putArray("messages");
    messages.forEach(each -> list.addObject().put("role", each.role()).put("content", each.text()));
    body.put("temperature", form.temperature());
    if (form.maxTokens() > 0) {
      body.put("max_tokens", form.maxTokens());
    }
    if (!form.stop().isEmpty()) {
      var stop = body.putArray("stop");
      form.stop().forEach(stop::add);
    }
    if (form.jsonObject()) {
      body.putObject("response_format").put("type", "json_object");
    }
    return JSON.writeValueAsBytes(body);
  }
}
