package io.millrace.store.control;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What the teacher is asked with where the call log does not keep it whole: requests as they came
/// and the students' answers, in memory, from the call's end until the observation is written. What
/// does not fit any more is dropped, the oldest first; its audit is then missing. Thread-safe.
public final class AuditMaterial {
  private static final long MOST_BYTES = 64L << 20;

  private final Map<String, Material> byCall = new LinkedHashMap<>();
  private long bytes;

  /// @param request the body as it came
  /// @param answer the student's
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  public record Material(byte[] request, String answer) {
    long size() {
      return request.length + 2L * answer.length() + 200;
    }
  }

  /// Nothing yet.
  public AuditMaterial() {}

  /// Keeps a call's material.
  public synchronized void put(String call, Material material) {
    Material before = byCall.put(call, material);
    bytes += material.size() - (before == null ? 0 : before.size());
    var oldest = byCall.entrySet().iterator();
    while (bytes > MOST_BYTES && oldest.hasNext()) {
      bytes -= oldest.next().getValue().size();
      oldest.remove();
    }
  }

  /// Hands a call's material over; it is forgotten here.
  public synchronized Optional<Material> take(String call) {
    Material material = byCall.remove(call);
    bytes -= material == null ? 0 : material.size();
    return Optional.ofNullable(material);
  }
}
