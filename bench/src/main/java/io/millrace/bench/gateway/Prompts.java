package io.millrace.bench.gateway;

import io.millrace.model.Request;
import io.millrace.store.calllog.ExchangeReader;
import io.millrace.store.policy.Decision;
import io.millrace.store.policy.PolicySet;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Calls with prompts of 2 KB, made from the sample traffic, that the policies recognise.
final class Prompts {
  private static final int PROMPT_BYTES = 2048;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final PolicySet policies;
  private final ObjectNode model;
  private final String texts;

  /// Whose scenario is recognised and who then answers.
  enum Kind {
    /// The call is outside of what the policy was certified for: the student is not asked.
    TEACHER,
    /// The student is asked, and sure.
    STUDENT,
    /// The same with the input as it stands in the sample, not filled up to 2 KB.
    SAMPLE
  }

  private Prompts(PolicySet policies, ObjectNode model, String texts) {
    this.policies = policies;
    this.model = model;
    this.texts = texts;
  }

  /// @throws IllegalStateException when no call of the sample can be made into such prompts
  static Prompts of(Settings settings) throws IOException {
    PolicySet policies = PolicySet.load(settings.policies());
    List<ObjectNode> calls = calls(settings);
    for (ObjectNode first : calls) {
      var prompts = new Prompts(policies, first, texts(first, calls));
      if (prompts.fits()) {
        return prompts;
      }
    }
    throw new IllegalStateException("no call of the sample is recognised with 2 KB of prompt");
  }

  private static List<ObjectNode> calls(Settings settings) throws IOException {
    List<ObjectNode> calls = new ArrayList<>();
    try (var lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(settings.sample())),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine();
          line != null && calls.size() < 1000;
          line = lines.readLine()) {
        if (JSON.readTree(line).get("request") instanceof ObjectNode request && english(request)) {
          calls.add(request);
        }
      }
    }
    return calls;
  }

  private static boolean english(ObjectNode request) {
    JsonNode messages = request.path("messages");
    return messages.size() == 2
        && request.toString().chars().allMatch(c -> c < 0x80)
        && messages.path(1).path("content").isString();
  }

  /// What the same job was asked besides, as text to fill the prompt with.
  private static String texts(ObjectNode first, List<ObjectNode> calls) {
    String system = first.path("messages").path(0).path("content").asString();
    var texts = new StringBuilder();
    for (ObjectNode call : calls) {
      if (call.path("messages").path(0).path("content").asString().equals(system)) {
        texts.append(call.path("messages").path(1).path("content").asString()).append(' ');
      }
    }
    return texts.toString();
  }

  private boolean fits() {
    var order = new Order(1, 1, 1);
    return texts.length() > PROMPT_BYTES
        && decide(body(Kind.STUDENT, false, order)) instanceof Decision.ByStudent
        && decide(body(Kind.SAMPLE, false, order)) instanceof Decision.ByStudent
        && decide(body(Kind.TEACHER, false, order)) instanceof Decision.ByTeacher teacher
        && teacher.scenarioId() != null
        && teacher.reason().equals("token_limit");
  }

  private Decision decide(byte[] body) {
    JsonNode json = JSON.readTree(body);
    Request request = ExchangeReader.request(json.path("model").asString(), json);
    return policies.decide(request);
  }

  /// The body of a call.
  byte[] body(Kind kind, boolean stream, Order order) {
    return body(kind, stream, order, model());
  }

  /// The same for another model.
  byte[] body(Kind kind, boolean stream, Order order, String modelName) {
    ObjectNode call = model.deepCopy();
    call.put("model", modelName);
    ObjectNode user = (ObjectNode) call.path("messages").get(1);
    String system = call.path("messages").path(0).path("content").asString();
    String text = order.text() + " " + texts;
    if (kind != Kind.SAMPLE) {
      user.put("content", text.substring(0, Math.max(0, PROMPT_BYTES - system.length())));
    }
    if (kind == Kind.TEACHER) {
      call.put("max_tokens", 1);
    }
    if (stream) {
      call.put("stream", true);
    }
    return JSON.writeValueAsBytes(call);
  }

  /// The model that the sample asks, and the policies are bound to.
  String model() {
    return model.path("model").asString();
  }
}
