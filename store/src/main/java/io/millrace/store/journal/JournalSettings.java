package io.millrace.store.journal;

import java.nio.file.Path;

/// Where and how the journal is kept.
///
/// @param folder of the segments
/// @param segmentBytes a segment that reaches this size is closed and a new one begun
public record JournalSettings(Path folder, long segmentBytes) {
  /// 64 MiB a segment.
  public static JournalSettings in(Path folder) {
    return new JournalSettings(folder, 64L << 20);
  }

  public JournalSettings {
    if (segmentBytes < 4096) {
      throw new IllegalArgumentException(
          "a segment of " + segmentBytes + " bytes is too small: at least 4096");
    }
  }
}
