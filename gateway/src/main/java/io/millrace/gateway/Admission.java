package io.millrace.gateway;

import io.millrace.gateway.GatewaySettings.Limits;
import io.millrace.gateway.GatewaySettings.Priority;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Admits calls while there is room, and sheds the least important first. Thread-safe.
///
/// Room is calls under way, memory for their bodies, and time: when the threads of this process
/// come to run late ([Lag]), it has more work than it can do.
final class Admission {
  /// A body in memory: its bytes and what is read out of them.
  private static final int TIMES_BODY = 4;

  private static final long BULK_LAG_MILLIS = 100;
  private static final long NORMAL_LAG_MILLIS = 1000;

  private final Lag lag;
  private final long memory;
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicLong bodies = new AtomicLong();
  private volatile Limits limits;

  /// @param memory for bodies, in bytes
  Admission(Limits limits, long memory, Lag lag) {
    this.limits = limits;
    this.memory = memory;
    this.lag = lag;
  }

  void limits(Limits next) {
    limits = next;
  }

  /// How many calls are under way.
  int calls() {
    return calls.get();
  }

  /// The place of a call that was admitted, until it is closed. One thread at a time.
  final class Place implements AutoCloseable {
    private final Priority priority;
    private long size;

    private Place(Priority priority, long size) {
      this.priority = priority;
      this.size = size;
    }

    /// Takes room for more of the body than was announced.
    ///
    /// @param more in bytes
    /// @return whether there was room
    boolean grow(long more) {
      long bytes = more * TIMES_BODY;
      if (bodies.addAndGet(bytes) > share(priority, memory)) {
        bodies.addAndGet(-bytes);
        return false;
      }
      size += bytes;
      return true;
    }

    @Override
    public void close() {
      calls.decrementAndGet();
      bodies.addAndGet(-size);
    }
  }

  /// Admits a call.
  ///
  /// @param body its size in bytes as announced, 0 when it is not
  /// @return null when there is no room
  @Nullable Place admit(Priority priority, long body) {
    long size = body * TIMES_BODY;
    int underWay = calls.incrementAndGet();
    long inMemory = bodies.addAndGet(size);
    var place = new Place(priority, size);
    boolean room =
        underWay <= share(priority, limits.calls())
            && inMemory <= share(priority, memory)
            && lag.millis() < patience(priority);
    if (!room) {
      place.close();
      return null;
    }
    return place;
  }

  private static long share(Priority priority, long whole) {
    return switch (priority) {
      case CRITICAL -> whole;
      case NORMAL -> whole - whole / 20;
      case BULK -> whole - whole / 5;
    };
  }

  private static long patience(Priority priority) {
    return switch (priority) {
      case CRITICAL -> Long.MAX_VALUE;
      case NORMAL -> NORMAL_LAG_MILLIS;
      case BULK -> BULK_LAG_MILLIS;
    };
  }
}
