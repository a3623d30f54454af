package io.millrace.app;

import io.millrace.console.report.Language;
import org.jspecify.annotations.Nullable;

/// Which language a command speaks.
final class Languages {
  private Languages() {}

  /// @param named what `--lang` says; null for the environment's
  static Language of(@Nullable String named, Terminal terminal) {
    try {
      return Language.parse(named == null ? terminal.language() : named);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--lang " + named + ": en or zh is expected", e);
    }
  }
}
