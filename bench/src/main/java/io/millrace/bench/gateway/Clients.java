package io.millrace.bench.gateway;

import io.millrace.bench.gateway.Prompts.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import java.util.random.RandomGenerator;

/// Clients that call a gateway which may go away at any moment, and note the id of every answer
/// that they have had in full. A virtual thread for each.
final class Clients implements AutoCloseable {
  private static final AtomicLong IDS = new AtomicLong(1_000_000_000);

  private static final String SAVED = "\"model\":\"saved\"";

  private final Prompts prompts;
  private final IntSupplier port;
  private final boolean faults;
  private final Queue<String> answered = new ConcurrentLinkedQueue<>();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private final LongAdder errors = new LongAdder();
  private final LongAdder broken = new LongAdder();
  private final LongAdder unconnected = new LongAdder();
  private final LongAdder left = new LongAdder();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile boolean stopping;

  /// @param port where the gateway is now
  /// @param faults whether some calls go to models with faults and some clients hang up
  /// @param pauseMillis of each client between two calls
  @SuppressWarnings("FutureReturnValueIgnored") // close() waits for them
  Clients(
      Prompts prompts, IntSupplier port, int count, boolean faults, int pauseMillis, long seed) {
    this.prompts = prompts;
    this.port = port;
    this.faults = faults;
    for (int i = 0; i < count; i++) {
      var random = new SplittableRandom(seed + i);
      threads.submit(() -> run(random, pauseMillis));
    }
  }

  /// Ids of the answers that came in full.
  Queue<String> answered() {
    return answered;
  }

  /// Answers that said something else than they should.
  Queue<String> wrong() {
    return wrong;
  }

  String summary() {
    return answered.size()
        + " answered in full, "
        + errors.sum()
        + " error answers, "
        + broken.sum()
        + " broken off, "
        + left.sum()
        + " left by the client, "
        + unconnected.sum()
        + " attempts to connect while there was no gateway";
  }

  private void run(RandomGenerator random, int pauseMillis) {
    while (!stopping) {
      try {
        connected(random, pauseMillis);
      } catch (ConnectException e) {
        unconnected.increment();
        LockSupport.parkNanos(20_000_000);
      } catch (IOException e) {
        broken.increment();
      } catch (RuntimeException e) {
        wrong.add(e.toString());
      }
    }
  }

  private void connected(RandomGenerator random, int pauseMillis) throws IOException {
    try (Exchange exchange = Exchange.open(port.getAsInt())) {
      while (!stopping && one(exchange, random)) {
        LockSupport.parkNanos(pauseMillis * 1_000_000L);
      }
    }
  }

  /// @return whether the connection can be used for another
  private boolean one(Exchange exchange, RandomGenerator random) throws IOException {
    boolean stream = random.nextBoolean();
    var order = new Order(IDS.getAndIncrement(), 20, 2000);
    String model = model(random);
    Kind kind = faults && random.nextInt(4) == 0 ? Kind.STUDENT : Kind.TEACHER;
    exchange.write(Exchange.post(prompts.body(kind, stream, order, model)));
    if (faults && random.nextInt(20) == 0) {
      LockSupport.parkNanos(random.nextLong(20_000_000));
      left.increment();
      return false;
    }
    if (exchange.head() == null) {
      throw new IOException("closed before an answer");
    }
    if (exchange.status() != 200) {
      exchange.body();
      errors.increment();
      return true;
    }
    return stream ? streamed(exchange, order, model) : whole(exchange, order);
  }

  private String model(RandomGenerator random) {
    if (!faults || random.nextInt(3) > 0) {
      return prompts.model();
    }
    return switch (random.nextInt(12)) {
      case 0, 1, 2 -> "fault-status-503";
      case 3 -> "fault-status-400";
      case 4, 5 -> "fault-html";
      case 6, 7 -> "fault-reset";
      case 8 -> "fault-stall";
      case 9, 10 -> "fault-cut";
      default -> "saved";
    };
  }

  private boolean whole(Exchange exchange, Order order) throws IOException {
    String body = exchange.body();
    answered.add(exchange.callId());
    if (exchange.tier().equals("teacher") && !body.contains("answer " + order.stream() + " ")) {
      wrong.add("call " + exchange.callId() + " got the answer of another: " + body);
    }
    return true;
  }

  /// @param model that was asked for: where the gateway maps it to another, answers have its name
  private boolean streamed(Exchange exchange, Order order, String model) throws IOException {
    int count = 0;
    boolean done = false;
    for (String line = exchange.bodyLine(); line != null; line = exchange.bodyLine()) {
      Token token = Token.of(model.equals("saved") ? line.replace(SAVED, Token.MODEL) : line);
      if (token != null && (token.stream() != order.stream() || token.number() != count++)) {
        wrong.add("call " + exchange.callId() + " got " + token + " as token " + (count - 1));
      }
      done |= line.equals("data: [DONE]");
    }
    if (!done) {
      errors.increment();
      return true;
    }
    answered.add(exchange.callId());
    if (exchange.tier().equals("teacher") && count != order.tokens()) {
      wrong.add("call " + exchange.callId() + " was done after " + count + " tokens");
    }
    return true;
  }

  @Override
  public void close() {
    stopping = true;
    threads.shutdownNow();
  }

  /// Lets every call under way come to its end.
  void finish() throws InterruptedException {
    stopping = true;
    threads.shutdown();
    if (!threads.awaitTermination(90, TimeUnit.SECONDS)) {
      threads.shutdownNow();
      wrong.add("clients did not come to an end");
    }
  }
}
