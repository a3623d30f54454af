package io.millrace.bench.gateway;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/// Many streams at once, each followed by the next on its connection, every token checked. A
/// virtual thread for each.
final class StreamLoad implements AutoCloseable {
  private static final AtomicLong IDS = new AtomicLong(1);

  private final int port;
  private final int tokens;
  private final int paceMicros;
  private final Function<Order, byte[]> bodies;
  private final LongAdder received = new LongAdder();
  private final AtomicInteger open = new AtomicInteger();
  private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Future<Seen>> streams = new ArrayList<>();
  private volatile boolean stopping;
  private volatile boolean recording;

  /// What was measured, in nanoseconds.
  ///
  /// @param first from the call to its first token
  /// @param way of a token, from the upstream's write to the client's read
  /// @param gaps between two tokens of a stream
  record Seen(Samples first, Samples way, Samples gaps) {
    Seen() {
      this(new Samples(), new Samples(), new Samples());
    }

    private void addAll(Seen other) {
      first.addAll(other.first);
      way.addAll(other.way);
      gaps.addAll(other.gaps);
    }
  }

  /// @param bodies makes the call that orders a stream
  StreamLoad(int port, int count, int tokens, int paceMicros, Function<Order, byte[]> bodies) {
    this.port = port;
    this.tokens = tokens;
    this.paceMicros = paceMicros;
    this.bodies = bodies;
    for (int i = 0; i < count; i++) {
      streams.add(threads.submit(this::run));
    }
  }

  /// From now on, and until told otherwise, samples are kept.
  void record(boolean on) {
    recording = on;
  }

  /// How many tokens have arrived.
  long received() {
    return received.sum();
  }

  /// How many streams have had their first token and not their last.
  int open() {
    return open.get();
  }

  /// What was wrong with streams: nothing, or lines.
  List<String> faults() {
    return List.copyOf(faults);
  }

  /// Lets every stream come to its end.
  Seen stop() throws InterruptedException {
    stopping = true;
    threads.shutdown();
    if (!threads.awaitTermination(tokens * (long) paceMicros / 1_000_000 + 60, TimeUnit.SECONDS)) {
      faults.add("streams did not end");
    }
    var all = new Seen();
    for (Future<Seen> stream : streams) {
      if (stream.state() == Future.State.SUCCESS) {
        all.addAll(stream.resultNow());
      }
    }
    return all;
  }

  /// The streams do not begin in one instant, which no traffic does.
  private Seen run() {
    var seen = new Seen();
    long spread = Math.min(tokens * (long) paceMicros, 2_000_000L) * 1000;
    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(Math.max(1, spread)));
    try (Exchange exchange = Exchange.open(port)) {
      while (!stopping) {
        one(exchange, seen);
      }
    } catch (IOException | RuntimeException e) {
      faults.add(e.toString());
    }
    return seen;
  }

  private void one(Exchange exchange, Seen seen) throws IOException {
    var order = new Order(IDS.getAndIncrement(), tokens, paceMicros);
    byte[] call = Exchange.post(bodies.apply(order));
    long sent = System.nanoTime();
    exchange.write(call);
    if (exchange.head() == null || exchange.status() != 200) {
      throw new IOException("status " + exchange.status() + ": " + exchange.body());
    }
    int count = 0;
    long before = sent;
    boolean done = false;
    for (String line = exchange.bodyLine(); line != null; line = exchange.bodyLine()) {
      Token token = Token.of(line);
      if (token != null) {
        before = token(token, order, count++, sent, before, seen);
      } else {
        done |= line.equals("data: [DONE]");
      }
    }
    open.decrementAndGet();
    if (count != tokens || !done) {
      faults.add("stream " + order.stream() + " ended after " + count + " tokens");
    }
  }

  private long token(Token token, Order order, int number, long sent, long before, Seen seen) {
    long now = System.nanoTime();
    if (token.stream() != order.stream() || token.number() != number) {
      faults.add("stream " + order.stream() + " got " + token + " as its token " + number);
    }
    received.increment();
    if (number == 0) {
      open.incrementAndGet();
    }
    if (recording) {
      seen.way().add(now - token.sent());
      (number == 0 ? seen.first() : seen.gaps()).add(now - (number == 0 ? sent : before));
    }
    return now;
  }

  @Override
  public void close() {
    stopping = true;
    threads.shutdownNow();
  }
}
