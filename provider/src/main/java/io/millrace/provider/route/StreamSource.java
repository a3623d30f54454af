package io.millrace.provider.route;

import io.millrace.http.ClientResponse;
import io.millrace.http.HttpFailure;
import io.millrace.provider.chat.BadAnswerException;
import io.millrace.provider.chat.SseEvent;
import io.millrace.provider.protocol.Answered;
import io.millrace.provider.protocol.Prepared;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The rest of a stream whose first content has come. One thread at a time.
final class StreamSource implements Delivery.Source {
  /// An upstream whose answer is complete may take so long to end its body; then the connection is
  /// not used again.
  private static final Duration END = Duration.ofMillis(50);

  private final Attempt attempt;
  private final ClientResponse response;
  private final SseReader reader;
  private final Prepared.AnswerStream answer;
  private final Deadlines deadlines;
  private Prepared.@Nullable Step first;
  private Delivery.@Nullable StreamBrokenException pending;
  private @Nullable Runnable whenClosed;
  private boolean complete;
  private boolean closed;

  StreamSource(
      Attempt attempt,
      ClientResponse response,
      SseReader reader,
      Prepared.AnswerStream answer,
      Prepared.Step first,
      Deadlines deadlines) {
    this.attempt = attempt;
    this.response = response;
    this.reader = reader;
    this.answer = answer;
    this.first = first;
    this.deadlines = deadlines;
  }

  /// Run when the source is closed.
  void whenClosed(Runnable action) {
    whenClosed = action;
  }

  @Override
  public Prepared.Step next() {
    Prepared.Step step = first;
    first = null;
    if (step == null) {
      step = read();
    }
    if (step.last()) {
      complete = true;
      attempt.end(AttemptLog.Result.ANSWERED, response.status(), answer.answered().usage(), "");
    }
    return step;
  }

  private Prepared.Step read() {
    if (pending != null) {
      throw pending;
    }
    try {
      while (true) {
        Prepared.Step step = readOne();
        if (speaks(step)) {
          return step;
        }
      }
    } catch (HttpFailure e) {
      throw broken(attempt.failures().of(e), e);
    } catch (BadAnswerException e) {
      throw broken(attempt.failures().of(e), e);
    }
  }

  private Prepared.Step readOne() throws HttpFailure {
    SseEvent event = reader.next(deadlines.betweenTokens());
    Prepared.Step step = event == null ? answer.end() : answer.accept(event);
    if (event == null && !step.last()) {
      throw new BadAnswerException("the stream ended before its answer");
    }
    return step;
  }

  private static boolean speaks(Prepared.Step step) {
    return step.bytes().length > 0 || step.last();
  }

  private Delivery.StreamBrokenException broken(Failure failure, Exception cause) {
    attempt.blame(failure);
    boolean cancelled = failure.remedy() == Failure.Remedy.CANCELLED;
    attempt.end(
        cancelled ? AttemptLog.Result.CANCELLED : AttemptLog.Result.FAILED,
        response.status(),
        answer.answered().usage(),
        failure.detail());
    return new Delivery.StreamBrokenException(failure.answer().error(), cause);
  }

  @Override
  public boolean ready() {
    try {
      while (first == null && pending == null && !complete && reader.ready()) {
        Prepared.Step step = readOne();
        first = speaks(step) ? step : null;
      }
    } catch (HttpFailure e) {
      pending = broken(attempt.failures().of(e), e);
    } catch (BadAnswerException e) {
      pending = broken(attempt.failures().of(e), e);
    }
    return first != null || pending != null;
  }

  @Override
  public Answered answered() {
    return answer.answered();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (complete) {
      response.drain(END);
    } else {
      attempt.cancel();
      attempt.end(
          AttemptLog.Result.CANCELLED,
          response.status(),
          answer.answered().usage(),
          "broken off after content");
    }
    response.close();
    if (whenClosed != null) {
      whenClosed.run();
    }
  }
}
