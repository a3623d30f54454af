package io.millrace.bench.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Calls at a constant rate, whatever becomes of the calls before them; the time of each counts
/// from when it was to be sent, so that a stall shows in every call that it held up. One thread
/// sends and one reads.
final class OpenLoop implements AutoCloseable {
  private final Selector selector;
  private final ConcurrentLinkedDeque<Line> free = new ConcurrentLinkedDeque<>();
  private final List<Line> lines = new ArrayList<>();
  private final byte[] call;
  private final Samples times = new Samples();
  private final AtomicLong answered = new AtomicLong();
  private final Thread reader;
  private volatile boolean closed;
  private volatile long recordFrom = Long.MAX_VALUE;
  private volatile String fault = "";

  /// @param lines how many connections there are
  /// @param body of every call
  OpenLoop(int port, int lines, byte[] body) throws IOException {
    this.selector = Selector.open();
    this.call = Exchange.post(body);
    for (int i = 0; i < lines; i++) {
      var line = new Line(port);
      this.lines.add(line);
      free.add(line);
    }
    this.reader = Thread.ofPlatform().name("open-loop-reader").unstarted(this::read);
    reader.start();
  }

  /// Sends for this long and waits for the answers.
  ///
  /// @param rate calls a second
  /// @param warmSeconds before samples are kept
  /// @return nanoseconds from when a call was to be sent to when its answer was all there
  Samples run(double rate, int warmSeconds, int seconds) throws IOException {
    long begin = System.nanoTime() + 1_000_000;
    recordFrom = begin + warmSeconds * 1_000_000_000L;
    long calls = (long) (rate * (warmSeconds + seconds));
    double nanos = 1e9 / rate;
    for (long i = 0; i < calls && fault.isEmpty(); i++) {
      long due = begin + (long) (i * nanos);
      for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
        LockSupport.parkNanos(wait);
      }
      line().send(due);
    }
    awaitAnswers(calls);
    if (!fault.isEmpty()) {
      throw new IllegalStateException(fault);
    }
    return times;
  }

  private Line line() {
    Line line = free.pollFirst();
    while (line == null && fault.isEmpty()) {
      // All are busy: the call waits, and its time runs. Who spins takes the processor from those
      // that are waited for.
      LockSupport.parkNanos(20_000);
      line = free.pollFirst();
    }
    if (line == null) {
      throw new IllegalStateException(fault);
    }
    return line;
  }

  private void awaitAnswers(long calls) {
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (answered.get() < calls && fault.isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException((calls - answered.get()) + " calls were not answered");
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  private void read() {
    try {
      while (!closed) {
        selector.select(key -> readable((Line) key.attachment()), 100);
      }
    } catch (IOException | UncheckedIOException | IllegalStateException e) {
      fault = e.toString();
    }
  }

  private void readable(Line line) {
    try {
      if (line.complete()) {
        if (line.due >= recordFrom) {
          times.add(System.nanoTime() - line.due);
        }
        free.addFirst(line);
        answered.incrementAndGet();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    selector.wakeup();
    try {
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (Line line : lines) {
      line.channel.close();
    }
    selector.close();
  }

  /// One connection, with at most one call under way.
  private final class Line {
    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocate(16_384);
    private final ByteBuffer out = ByteBuffer.wrap(call);
    private long due;

    Line(int port) throws IOException {
      channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, this);
    }

    void send(long when) throws IOException {
      due = when;
      in.clear();
      out.rewind();
      while (out.hasRemaining()) {
        channel.write(out);
      }
    }

    boolean complete() throws IOException {
      if (channel.read(in) < 0) {
        throw new IOException("the connection was closed");
      }
      String text = new String(in.array(), 0, in.position(), StandardCharsets.ISO_8859_1);
      int head = text.indexOf("\r\n\r\n");
      if (head < 0) {
        return false;
      }
      if (!text.startsWith("HTTP/1.1 200")) {
        throw new IllegalStateException("a call got: " + text);
      }
      return text.length() >= head + 4 + length(text);
    }

    private static int length(String text) {
      String name = "content-length: ";
      for (int at = 0; at >= 0; at = text.indexOf('\n', at + 1)) {
        if (text.regionMatches(true, at + 1, name, 0, name.length())) {
          int from = at + 1 + name.length();
          return Integer.parseInt(text.substring(from, text.indexOf('\r', from)));
        }
      }
      throw new IllegalStateException("an answer without a length: " + text);
    }
  }
}
