package io.millrace.provider.route;

import io.millrace.http.ClientResponse;
import io.millrace.http.HttpFailure;
import io.millrace.provider.chat.BadAnswerException;
import io.millrace.provider.chat.SseEvent;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Cuts a stream of server-sent events into events ([HTML,
/// 9.2](https://html.spec.whatwg.org/multipage/server-sent-events.html)). One thread at a time.
///
/// An event's bytes are copied once, out of the read buffer; its data is decoded only where it is
/// spread over several lines.
final class SseReader {
  private static final int MAX_EVENT = 8 << 20;
  private static final int FIRST_SIZE = 4 << 10;
  private static final Duration AT_HAND = Duration.ofMillis(100);
  private static final byte[] DATA = {'d', 'a', 't', 'a'};
  private static final byte[] EVENT = {'e', 'v', 'e', 'n', 't'};

  private final ClientResponse response;
  private byte[] buffer = new byte[FIRST_SIZE];
  private int from;
  private int scanned;
  private int to;
  private int lineStart;
  private boolean first = true;
  private boolean ended;
  private int found = -1;
  private @Nullable HttpFailure pending;

  SseReader(ClientResponse response) {
    this.response = response;
  }

  /// The next event; waits for it.
  ///
  /// @param wait for each read
  /// @return null at the stream's end
  /// @throws BadAnswerException for an event that does not end
  @Nullable SseEvent next(Duration wait) throws HttpFailure {
    return next(wait, Long.MAX_VALUE, false);
  }

  /// The next event, waiting for it until a time on the clock of [System#nanoTime], however many
  /// bytes come before its end.
  @Nullable SseEvent nextUntil(long until) throws HttpFailure {
    return next(Duration.ZERO, until, true);
  }

  private @Nullable SseEvent next(Duration wait, long until, boolean bounded) throws HttpFailure {
    while (true) {
      int end = endOfEvent();
      if (end >= 0) {
        return cut(end);
      }
      if (ended) {
        return rest();
      }
      fill(bounded ? left(until) : wait);
    }
  }

  private static Duration left(long until) throws HttpFailure {
    long left = until - System.nanoTime();
    if (left <= 0) {
      throw new HttpFailure(HttpFailure.Kind.TIMEOUT, "no content in time", null);
    }
    return Duration.ofNanos(left);
  }

  /// Whether [#next] would not wait: a whole event is here, or the end. Reads what has come.
  boolean ready() {
    while (!ended && pending == null && endOfEvent() < 0 && response.ready()) {
      try {
        fill(AT_HAND);
      } catch (HttpFailure e) {
        pending = e;
      }
    }
    return ended || pending != null || endOfEvent() >= 0;
  }

  private void fill(Duration wait) throws HttpFailure {
    if (pending != null) {
      throw pending;
    }
    if (to == buffer.length) {
      makeRoom();
    }
    int count = response.read(buffer, to, buffer.length - to, wait);
    if (count < 0) {
      ended = true;
    } else {
      to += count;
      skipByteOrderMark();
    }
  }

  private void makeRoom() {
    if (from > 0) {
      System.arraycopy(buffer, from, buffer, 0, to - from);
    } else if (buffer.length >= MAX_EVENT) {
      throw new BadAnswerException("an event of the stream does not end");
    } else {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    scanned -= from;
    lineStart -= from;
    to -= from;
    from = 0;
  }

  private void skipByteOrderMark() {
    if (first && to - from >= 3) {
      first = false;
      if (buffer[from] == (byte) 0xEF
          && buffer[from + 1] == (byte) 0xBB
          && buffer[from + 2] == (byte) 0xBF) {
        from += 3;
        scanned = Math.max(scanned, from);
        lineStart = Math.max(lineStart, from);
      }
    }
  }

  /// Behind the empty line that ends the event at `from`; -1 when it is not here yet.
  private int endOfEvent() {
    if (found >= 0) {
      return found;
    }
    while (scanned < to) {
      byte b = buffer[scanned];
      if (b != '\n' && b != '\r') {
        scanned++;
        continue;
      }
      int next = scanned + 1;
      if (b == '\r') {
        if (next == to && !ended) {
          return -1;
        }
        if (next < to && buffer[next] == '\n') {
          next++;
        }
      }
      boolean empty = scanned == lineStart;
      scanned = next;
      lineStart = next;
      if (empty) {
        found = next;
        return next;
      }
    }
    return -1;
  }

  private SseEvent cut(int end) {
    found = -1;
    byte[] raw = Arrays.copyOfRange(buffer, from, end);
    from = end;
    if (from == to) {
      from = 0;
      to = 0;
      scanned = 0;
      lineStart = 0;
    }
    return event(raw);
  }

  /// What stands behind the last event without an empty line is no event; for servers that forget
  /// the last empty line it is taken for one.
  private @Nullable SseEvent rest() {
    if (from == to) {
      return null;
    }
    byte[] raw = Arrays.copyOf(Arrays.copyOfRange(buffer, from, to), to - from + 2);
    raw[raw.length - 2] = '\n';
    raw[raw.length - 1] = '\n';
    from = 0;
    to = 0;
    scanned = 0;
    lineStart = 0;
    return event(raw);
  }

  private static SseEvent event(byte[] raw) {
    String name = "";
    int dataFrom = 0;
    int dataTo = 0;
    ByteArrayOutputStream joined = null;
    boolean data = false;
    for (int at = 0; at < raw.length; ) {
      int end = endOfLine(raw, at);
      if (isField(raw, at, end, DATA)) {
        int valueFrom = value(raw, at + DATA.length, end);
        if (data) {
          joined = joined == null ? started(raw, dataFrom, dataTo) : joined;
          joined.write('\n');
          joined.write(raw, valueFrom, end - valueFrom);
        } else {
          dataFrom = valueFrom;
          dataTo = end;
          data = true;
        }
      } else if (isField(raw, at, end, EVENT)) {
        int valueFrom = value(raw, at + EVENT.length, end);
        name = new String(raw, valueFrom, end - valueFrom, StandardCharsets.UTF_8);
      }
      at = end + 1;
      if (end + 1 < raw.length && raw[end] == '\r' && raw[end + 1] == '\n') {
        at++;
      }
    }
    if (joined != null) {
      byte[] all = joined.toByteArray();
      return new SseEvent(name, raw, all, 0, all.length);
    }
    return new SseEvent(name, raw, raw, dataFrom, dataTo);
  }

  private static ByteArrayOutputStream started(byte[] raw, int from, int to) {
    var joined = new ByteArrayOutputStream();
    joined.write(raw, from, to - from);
    return joined;
  }

  private static int endOfLine(byte[] raw, int from) {
    int at = from;
    while (at < raw.length && raw[at] != '\n' && raw[at] != '\r') {
      at++;
    }
    return at;
  }

  private static boolean isField(byte[] raw, int from, int end, byte[] name) {
    int behind = from + name.length;
    return behind <= end
        && Arrays.equals(raw, from, behind, name, 0, name.length)
        && (behind == end || raw[behind] == ':');
  }

  private static int value(byte[] raw, int colon, int end) {
    int from = Math.min(colon + 1, end);
    return from < end && raw[from] == ' ' ? from + 1 : from;
  }
}
