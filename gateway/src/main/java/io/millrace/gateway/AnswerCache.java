package io.millrace.gateway;

import io.millrace.model.Usage;
import io.millrace.provider.protocol.InboundCall;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Answers to exact repeats, in memory, the least recently used forgotten first. Thread-safe.
final class AnswerCache {
  /// An answer as it was sent.
  ///
  /// @param body its whole form
  /// @param stream the events of a streamed one; null for a whole one
  @SuppressWarnings("ArrayRecordComponent") // sent, never compared
  record Cached(byte[] body, byte @Nullable [] stream, String model, @Nullable Usage usage) {
    long size() {
      return 200L + body.length + (stream == null ? 0 : stream.length);
    }
  }

  private final long limit;
  private final Map<String, Cached> answers = new LinkedHashMap<>(16, 0.75f, true);
  private long size;

  /// @param limit in bytes
  AnswerCache(long limit) {
    this.limit = limit;
  }

  /// The key of a call: its tenant, its interface and every byte of its request.
  static String key(String tenant, InboundCall call) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      String head = tenant.length() + ":" + tenant + call.operation().name() + "\n";
      digest.update(head.getBytes(StandardCharsets.UTF_8));
      call.headers()
          .forEach(header ->
              digest.update(
                  (header.name() + ":" + header.value() + "\n").getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(digest.digest(call.body()));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  synchronized @Nullable Cached find(String key) {
    return answers.get(key);
  }

  synchronized void put(String key, Cached answer) {
    if (answer.size() > limit / 8) {
      return;
    }
    Cached before = answers.put(key, answer);
    size += answer.size() - (before == null ? 0 : before.size());
    var oldest = answers.entrySet().iterator();
    while (size > limit) {
      size -= oldest.next().getValue().size();
      oldest.remove();
    }
  }
}
