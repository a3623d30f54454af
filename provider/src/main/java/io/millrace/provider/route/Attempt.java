package io.millrace.provider.route;

import io.millrace.http.ClientCall;
import io.millrace.http.ClientResponse;
import io.millrace.http.Header;
import io.millrace.http.HttpFailure;
import io.millrace.provider.chat.BadAnswerException;
import io.millrace.provider.chat.SseEvent;
import io.millrace.provider.protocol.Answered;
import io.millrace.provider.protocol.Prepared;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// One request to one endpoint, until a whole answer or the first content of a stream is here. Runs
/// on one thread; [#cancel] may come from others. Its end is logged exactly once, whatever happens.
final class Attempt {
  private static final long MAX_ANSWER = 64L << 20;
  private static final long MAX_ERROR = 1 << 20;
  private static final Duration ERROR_WAIT = Duration.ofSeconds(2);

  /// What it came to.
  sealed interface Result {
    /// @param headNanos on the clock of [System#nanoTime], when the head was here
    record Whole(Attempt attempt, Answered answered, long headNanos) implements Result {}

    record Streamed(Attempt attempt, StreamSource source) implements Result {}

    record Lost(Attempt attempt, Failure failure) implements Result {}
  }

  private final Line line;
  private final Prepared prepared;
  private final boolean stream;
  private final String model;
  private final Deadlines deadlines;
  private final Failures failures;
  private final AttemptLog log;
  private final int number;
  private final ClientCall call;
  private final AtomicBoolean ended = new AtomicBoolean();
  private int status;

  /// @param total what is left for the call and all its attempts
  Attempt(
      Line line,
      Prepared prepared,
      boolean stream,
      String model,
      Deadlines deadlines,
      Duration total,
      Failures failures,
      AttemptLog log,
      int number) {
    this.line = line;
    this.prepared = prepared;
    this.stream = stream;
    this.model = model;
    this.deadlines = deadlines;
    this.failures = failures;
    this.log = log;
    this.number = number;
    this.call = line.client().newCall().within(total);
  }

  Line line() {
    return line;
  }

  Prepared prepared() {
    return prepared;
  }

  String model() {
    return model;
  }

  int number() {
    return number;
  }

  /// Breaks it off at once.
  void cancel() {
    call.cancel();
  }

  /// Runs it. The log's start must be written before.
  Result run() {
    line.began();
    try {
      return exchange();
    } catch (HttpFailure e) {
      call.cancel();
      return lost(failures.of(e));
    } catch (BadAnswerException e) {
      call.cancel();
      return lost(failures.of(e));
    } catch (RuntimeException | Error e) {
      call.cancel();
      line.circuit().unknown();
      end(AttemptLog.Result.FAILED, 0, null, "a fault of the gateway");
      throw e;
    }
  }

  private Result exchange() throws HttpFailure {
    List<Header> headers = new ArrayList<>(line.headers());
    headers.addAll(prepared.headers());
    headers.add(new Header("accept", stream ? "text/event-stream" : "application/json"));
    long began = System.nanoTime();
    ClientResponse response =
        call.send(
            "POST",
            line.target(prepared.path()),
            headers,
            prepared.body(),
            deadlines.connect(),
            deadlines.head(stream));
    long head = System.nanoTime();
    status = response.status();
    if (response.status() / 100 != 2) {
      return lost(refused(response));
    }
    return stream ? streamed(response, contentUntil(began, head)) : whole(response, head);
  }

  private Failure refused(ClientResponse response) {
    byte[] body;
    try (response) {
      body = response.readAll(MAX_ERROR, errorWait());
    } catch (HttpFailure e) {
      if (e.kind() == HttpFailure.Kind.CANCELLED) {
        return failures.of(e);
      }
      body = new byte[0];
    }
    return failures.of(response, body, prepared);
  }

  /// What an error says is not worth a long wait: another endpoint may answer.
  private Duration errorWait() {
    Duration wait = deadlines.betweenTokens();
    return wait.compareTo(ERROR_WAIT) < 0 ? wait : ERROR_WAIT;
  }

  private Result whole(ClientResponse response, long head) throws HttpFailure {
    Answered answered;
    try (response) {
      byte[] body = response.readAll(MAX_ANSWER, deadlines.betweenTokens());
      answered = prepared.whole(body);
    }
    line.circuit().succeeded();
    end(AttemptLog.Result.ANSWERED, response.status(), answered.usage(), "");
    return new Result.Whole(this, answered, head);
  }

  /// The time for the first content runs from the request's last byte. When that was sent is not
  /// known, only that the head came in time after it: where connecting took long, it was later than
  /// the beginning.
  private long contentUntil(long began, long head) {
    long patience = deadlines.firstToken().toNanos();
    return head - began < patience
        ? began + patience
        : Math.min(head, began + deadlines.connect().toNanos()) + patience;
  }

  private Result streamed(ClientResponse response, long until) throws HttpFailure {
    checkStream(response);
    var reader = new SseReader(response);
    Prepared.AnswerStream answer = prepared.stream();
    List<byte[]> before = new ArrayList<>(2);
    while (true) {
      SseEvent event = reader.nextUntil(until);
      Prepared.Step step = event == null ? answer.end() : answer.accept(event);
      if (step.content() || step.last()) {
        line.circuit().succeeded();
        var first = new Prepared.Step(joined(before, step.bytes()), step.content(), step.last());
        return new Result.Streamed(
            this, new StreamSource(this, response, reader, answer, first, deadlines));
      }
      if (step.bytes().length > 0) {
        before.add(step.bytes());
      }
      if (event == null) {
        throw new BadAnswerException("the stream ended without an answer");
      }
    }
  }

  private static void checkStream(ClientResponse response) {
    String type = response.headers().first("content-type");
    if (type != null && !type.toLowerCase(Locale.ROOT).startsWith("text/event-stream")) {
      response.close();
      throw new BadAnswerException("a stream was asked for, and " + media(type) + " came");
    }
  }

  private static String media(String type) {
    return type.length() > 60 ? type.substring(0, 60) : type;
  }

  private static byte[] joined(List<byte[]> before, byte[] last) {
    if (before.isEmpty()) {
      return last;
    }
    int length = last.length;
    for (byte[] each : before) {
      length += each.length;
    }
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] each : before) {
      System.arraycopy(each, 0, all, at, each.length);
      at += each.length;
    }
    System.arraycopy(last, 0, all, at, last.length);
    return all;
  }

  private Result lost(Failure failure) {
    blame(failure);
    boolean cancelled = failure.remedy() == Failure.Remedy.CANCELLED;
    end(
        cancelled ? AttemptLog.Result.CANCELLED : AttemptLog.Result.FAILED,
        status,
        null,
        failure.detail());
    return new Result.Lost(this, failure);
  }

  /// Tells the circuit.
  void blame(Failure failure) {
    if (failure.blamesEndpoint()) {
      line.circuit().failed(failures.resilience());
    } else if (failure.remedy() == Failure.Remedy.NONE) {
      line.circuit().succeeded();
    } else {
      line.circuit().unknown();
    }
    if (failure.status() == 429 || failure.status() == 503) {
      failure
          .retryAfterMillis()
          .ifPresent(millis -> line.circuit().busy(Duration.ofMillis(millis).toNanos()));
    }
  }

  Failures failures() {
    return failures;
  }

  /// An answer that came and is not wanted: another attempt has won.
  void discard(Result result) {
    if (result instanceof Result.Streamed streamed) {
      streamed.source().close();
    }
  }

  /// Logs the end, once.
  void end(
      AttemptLog.Result result,
      int status,
      io.millrace.model.@Nullable Usage usage,
      String detail) {
    if (ended.compareAndSet(false, true)) {
      line.ended(result == AttemptLog.Result.FAILED);
      log.ended(number, result, status, usage, detail);
    }
  }
}
