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
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Finds calls of a log that a policy recognises, and pads them to the size of the benchmark.
final class Prompts {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int SIZE = 2048;

  private Prompts() {}

  /// Writes `teacher.json` (recognised, but with a token limit that the policy is not bound to, so
  /// the teacher answers) and `student.json` (the student answers) into a folder.
  static void write(Path policies, Path log, Path folder) throws IOException {
    PolicySet set = PolicySet.load(policies);
    try (var lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(log)), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode request = JSON.readTree(line).path("request");
        if (request instanceof ObjectNode body
            && decided(set, body) instanceof Decision.ByStudent) {
          Files.write(folder.resolve("student.json"), JSON.writeValueAsBytes(body));
          ObjectNode padded = padded(body);
          if (decided(set, padded) instanceof Decision.ByTeacher by
              && by.reason().equals("token_limit")) {
            Files.write(folder.resolve("teacher.json"), JSON.writeValueAsBytes(padded));
            Files.writeString(folder.resolve("model.txt"), body.path("model").asString());
            return;
          }
        }
      }
    }
    throw new IOException("no call of " + log + " is recognised by " + policies);
  }

  private static Decision decided(PolicySet set, ObjectNode body) {
    Request request = ExchangeReader.request(body.path("model").asString(), body);
    return set.decide(request);
  }

  /// The last message is the job's input: words are added to it.
  private static ObjectNode padded(ObjectNode body) {
    ObjectNode copy = body.deepCopy();
    copy.put("max_tokens", 1);
    var last = (ObjectNode) copy.path("messages").get(copy.path("messages").size() - 1);
    var text = new StringBuilder(last.path("content").asString());
    while (JSON.writeValueAsBytes(copy).length + text.length() < SIZE + 300) {
      text.append(" and more of the same");
    }
    last.put("content", text.toString());
    return copy;
  }
}
