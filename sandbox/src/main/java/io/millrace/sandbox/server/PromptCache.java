package io.millrace.sandbox.server;

import io.millrace.sandbox.TextHash;
import java.util.LinkedHashMap;
import java.util.Map;

/// Which beginnings of prompts were sent before; the last [#ENTRIES] of them. Thread-safe.
final class PromptCache {
  private static final int ENTRIES = 10_000;

  private final Map<Long, Boolean> seen =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
          return size() > ENTRIES;
        }
      };

  /// Notes a beginning.
  ///
  /// @return whether it was noted before
  synchronized boolean seen(String model, String beginning) {
    return seen.put(TextHash.of(model, beginning), true) != null;
  }
}
