package io.millrace.sandbox.server;

import io.millrace.http.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Sends one answer step by step, until its client goes away. The handler's thread; only [#gone]
/// may come from another.
final class Sending {
  private static final Duration FOREVER = Duration.ofHours(1);
  private static final String FILLING = "x".repeat(4096);

  private final HttpExchange exchange;
  private final CountDownLatch gone = new CountDownLatch(1);
  private final boolean deaf;

  /// @param deaf whether it goes on though the client went away
  Sending(HttpExchange exchange, boolean deaf) {
    this.exchange = exchange;
    this.deaf = deaf;
    if (!deaf) {
      exchange.whenGone(gone::countDown);
    }
  }

  /// Waits.
  ///
  /// @return false when the client went away
  boolean pause(Duration time) {
    if (!time.isPositive()) {
      return gone.getCount() > 0;
    }
    try {
      return !gone.await(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Sends a whole answer when its time has come.
  ///
  /// @return false when the client went away first
  boolean whole(int status, String type, List<Step> steps) throws IOException {
    boolean plain =
        steps.size() == 2
            && steps.getFirst() instanceof Step.Pause
            && steps.getLast() instanceof Step.Send;
    if (!plain) {
      return stream(status, type, steps);
    }
    var time = ((Step.Pause) steps.getFirst()).time();
    if (!pause(time)) {
      return false;
    }
    byte[] bytes = ((Step.Send) steps.getLast()).text().getBytes(StandardCharsets.UTF_8);
    try {
      exchange.respond(status, type, bytes);
      return true;
    } catch (IOException _) {
      return deaf;
    }
  }

  /// Sends an answer of unknown length; the head goes out with the first bytes.
  ///
  /// @return false when the client went away
  boolean stream(int status, String type, List<Step> steps) throws IOException {
    for (Step step : steps) {
      boolean here =
          switch (step) {
            case Step.Pause(var time) -> pause(time);
            case Step.Send(var text) -> send(status, type, text);
            case Step.Cut() -> {
              exchange.abort();
              yield true;
            }
            case Step.Stall() -> {
              begin(status, type);
              yield pause(FOREVER);
            }
            case Step.Endless() -> endless(status, type);
          };
      if (!here) {
        return false;
      }
      if (step instanceof Step.Cut) {
        return true;
      }
    }
    begin(status, type);
    return finish();
  }

  private boolean finish() {
    try {
      exchange.finish();
      return true;
    } catch (IOException _) {
      return deaf;
    }
  }

  private void begin(int status, String type) throws IOException {
    if (!exchange.answered()) {
      exchange.begin(status, type);
      exchange.flush();
    }
  }

  /// A write that fails has no client any more.
  private boolean send(int status, String type, String text) {
    try {
      if (!exchange.answered()) {
        exchange.begin(status, type);
      }
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      exchange.write(bytes, 0, bytes.length);
      exchange.flush();
      return true;
    } catch (IOException _) {
      return deaf;
    }
  }

  private boolean endless(int status, String type) {
    while (send(status, type, FILLING)) {
      if (!pause(Duration.ofMillis(1))) {
        return false;
      }
    }
    return false;
  }
}
