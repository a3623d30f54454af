package io.millrace.sandbox.server;

import io.millrace.sandbox.TextHash;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// Made-up probabilities of tokens in OpenAI's shape: a function of the token alone.
final class Logprobs {
  private Logprobs() {}

  /// @param alternatives how many to each token, the token itself among them
  static ObjectNode of(List<String> tokens, int alternatives) {
    var logprobs = Json.object();
    var content = logprobs.putArray("content");
    for (String token : tokens) {
      double sure = -0.01 - TextHash.unit("logprob", token);
      var entry = entry(content.addObject(), token, sure);
      var top = entry.putArray("top_logprobs");
      for (int i = 0; i < alternatives; i++) {
        entry(top.addObject(), i == 0 ? token : token + "~" + i, sure - 1.5 * i);
      }
    }
    logprobs.putNull("refusal");
    return logprobs;
  }

  private static ObjectNode entry(ObjectNode entry, String token, double logprob) {
    entry.put("token", token).put("logprob", Math.round(logprob * 1e6) / 1e6);
    var bytes = entry.putArray("bytes");
    for (byte b : token.getBytes(StandardCharsets.UTF_8)) {
      bytes.add(b & 0xFF);
    }
    return entry;
  }
}
