package io.millrace.provider.route;

import io.millrace.http.ClientResponse;
import io.millrace.http.HttpFailure;
import io.millrace.provider.chat.BadAnswerException;
import io.millrace.provider.chat.Operation;
import io.millrace.provider.chat.WireError;
import io.millrace.provider.protocol.Prepared;
import io.millrace.provider.route.Failure.Remedy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Says what a failure means for a call. Messages for callers name the provider and never an
/// address or a key. Immutable.
record Failures(
    Operation operation,
    String provider,
    Resilience resilience,
    InstantSource clock,
    Wording wording) {
  /// What an upstream asks for beyond this is not believed.
  private static final long LONGEST_WAIT = Duration.ofHours(1).toMillis();

  /// No answer, or a part of one.
  Failure of(HttpFailure e) {
    boolean cancelled = e.kind() == HttpFailure.Kind.CANCELLED;
    WireError.Kind kind =
        switch (e.kind()) {
          case CONNECT_TIMEOUT, TIMEOUT -> WireError.Kind.UPSTREAM_TIMEOUT;
          case POOL_EXHAUSTED -> WireError.Kind.UNAVAILABLE;
          default -> WireError.Kind.BAD_UPSTREAM;
        };
    Remedy remedy =
        switch (e.kind()) {
          case CANCELLED -> Remedy.CANCELLED;
          case TLS -> Remedy.ELSEWHERE;
          default -> Remedy.AGAIN;
        };
    boolean sent =
        switch (e.kind()) {
          case UNKNOWN_HOST, REFUSED, CONNECT_TIMEOUT, TLS, POOL_EXHAUSTED -> false;
          case RESET, TIMEOUT, TRUNCATED, MALFORMED, TOO_LARGE, CANCELLED -> true;
        };
    String words = said(e.kind());
    return new Failure(
        remedy,
        0,
        OptionalLong.empty(),
        answer(kind, "the provider '" + provider + "' " + words),
        cancelled ? "cancelled" : String.valueOf(e.getMessage()),
        sent);
  }

  private static String said(HttpFailure.Kind kind) {
    return switch (kind) {
      case UNKNOWN_HOST, REFUSED -> "cannot be reached";
      case CONNECT_TIMEOUT -> "took too long to connect to";
      case TLS -> "has no trusted certificate";
      case POOL_EXHAUSTED -> "has all its connections busy";
      case RESET -> "closed the connection without an answer";
      case TIMEOUT -> "did not answer in time";
      case TRUNCATED -> "broke its answer off";
      case MALFORMED -> "answered with something that is not HTTP";
      case TOO_LARGE -> "answered with more than is taken";
      case CANCELLED -> "was not waited for";
    };
  }

  /// An answer that is none.
  Failure of(BadAnswerException e) {
    String message = "the provider '" + provider + "' gave no usable answer: " + e.getMessage();
    return new Failure(
        Remedy.AGAIN,
        0,
        OptionalLong.empty(),
        answer(WireError.Kind.BAD_UPSTREAM, message),
        String.valueOf(e.getMessage()),
        true);
  }

  /// An answer with an error's status.
  Failure of(ClientResponse response, byte[] body, Prepared prepared) {
    int status = response.status();
    if (status < 400) {
      return of(
          new BadAnswerException("it answered " + status + ", and is not followed elsewhere"));
    }
    String type = response.headers().first("content-type");
    Prepared.ErrorAnswer answer = prepared.error(status, type == null ? "" : type, body);
    return new Failure(
        remedy(status), status, retryAfter(response), answer, "it answered " + status, true);
  }

  private static Remedy remedy(int status) {
    return switch (status) {
      case 408, 409, 429 -> Remedy.AGAIN;
      case 401, 402, 403, 404 -> Remedy.ELSEWHERE;
      default -> status >= 500 ? Remedy.AGAIN : Remedy.NONE;
    };
  }

  private OptionalLong retryAfter(ClientResponse response) {
    OptionalLong millis = number(response.headers().first("retry-after-ms"), 1);
    String header = response.headers().first("retry-after");
    if (millis.isPresent() || header == null) {
      return millis;
    }
    OptionalLong seconds = number(header, 1000);
    return seconds.isPresent() ? seconds : untilDate(header);
  }

  private static OptionalLong number(@Nullable String text, int factor) {
    if (text == null || text.isEmpty() || !Character.isDigit(text.charAt(0))) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(bounded(Math.round(Double.parseDouble(text) * factor)));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private OptionalLong untilDate(String text) {
    try {
      Instant at = DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from);
      return OptionalLong.of(bounded(Duration.between(clock.instant(), at).toMillis()));
    } catch (DateTimeParseException e) {
      return OptionalLong.empty();
    }
  }

  private static long bounded(long millis) {
    return Math.clamp(millis, 0, LONGEST_WAIT);
  }

  /// No endpoint may be asked now.
  Failure unavailable(long millis) {
    return new Failure(
        Remedy.NONE,
        503,
        OptionalLong.of(Math.max(1000, millis)),
        answer(
            WireError.Kind.UNAVAILABLE,
            "the provider '" + provider + "' is failing and is not asked for a while"),
        "all circuits are open",
        false);
  }

  /// The time for the whole call has run out.
  Failure late() {
    return new Failure(
        Remedy.NONE,
        0,
        OptionalLong.empty(),
        answer(WireError.Kind.UPSTREAM_TIMEOUT, "no answer in the time that a call may take"),
        "the call's time ran out",
        false);
  }

  private Prepared.ErrorAnswer answer(WireError.Kind kind, String message) {
    return wording.error(operation, WireError.of(kind, message));
  }
}
