package io.millrace.conformance;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What every client asks, and how long a test waits for what follows.
final class Questions {
  static final String PLAIN = "Why do rivers bend?";
  static final String LONG = "Why do rivers bend? Answer in 200 words.";
  static final String WEATHER = "What is the weather in Paris?";
  static final String TOOL = "get_weather";
  static final String TOOL_SAYS = "The current weather of a city";
  static final String TOOL_RESULT = "18 degrees and sunny";

  /// A PNG of one pixel, in base64.
  static final String PNG =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
          + "gg==";

  private static final long PATIENCE = 1_000_000_000L;

  private Questions() {}

  static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }

  /// Waits until a counter has reached a number, for one second at most.
  ///
  /// @return the counter's value at the end
  static long reached(LongSupplier counter, long wanted) {
    long begin = System.nanoTime();
    while (counter.getAsLong() < wanted && System.nanoTime() - begin < PATIENCE) {
      LockSupport.parkNanos(2_000_000);
    }
    return counter.getAsLong();
  }
}
