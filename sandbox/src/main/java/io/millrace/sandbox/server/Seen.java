package io.millrace.sandbox.server;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// What came in. Thread-safe.
final class Seen {
  final AtomicLong requests = new AtomicLong();
  final AtomicLong cancelled = new AtomicLong();
  final AtomicLong answered = new AtomicLong();
  final AtomicReference<@Nullable Received> last = new AtomicReference<>();
}
