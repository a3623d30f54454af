package io.millrace.app.demo;

import io.millrace.http.ClientResponse;
import io.millrace.http.ClientSettings;
import io.millrace.http.Header;
import io.millrace.http.HttpClient;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// Applications that call a gateway over HTTP, many at a time. Holds one thread and one for each
/// call under way. Thread-safe.
public final class Callers implements AutoCloseable {
  private static final int AT_ONCE = 96;
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final List<Header> HEADERS =
      List.of(
          new Header("content-type", "application/json"),
          new Header("authorization", "Bearer demo"));

  /// One call to be made.
  ///
  /// @param job what it belongs to, for scoring only; empty when that is not known
  /// @param body of a request for chat completions
  @SuppressWarnings("ArrayRecordComponent") // sent once, never compared
  public record Due(String job, byte[] body) {}

  private final HttpClient client;
  private final Semaphore free = new Semaphore(AT_ONCE);
  private final Map<String, Map<String, Integer>> scenarios = new HashMap<>();
  private final Queue<String> conversations = new ConcurrentLinkedQueue<>();
  private final AtomicLong failed = new AtomicLong();
  private final Thread thread;
  private volatile boolean closing;
  private volatile boolean resting;
  private volatile boolean done;

  /// @param perSecond how many calls begin in a second, one by one at random moments; infinite for
  ///   as many as the gateway takes
  /// @param seed of those moments
  /// @param next the call to be made; empty when there is none left
  public Callers(URI gateway, double perSecond, long seed, Supplier<Optional<Due>> next) {
    client = HttpClient.of(ClientSettings.of(gateway, null, AT_ONCE));
    thread =
        Thread.ofPlatform()
            .name("demo-callers")
            .daemon()
            .unstarted(() -> {
              try {
                run(perSecond, new SplittableRandom(seed), next);
              } catch (InterruptedException e) {
                // closing
              } finally {
                done = true;
              }
            });
  }

  /// Begins to call.
  public void start() {
    thread.start();
  }

  private void run(double perSecond, SplittableRandom random, Supplier<Optional<Due>> next)
      throws InterruptedException {
    long due = System.nanoTime();
    while (!closing) {
      if (resting) {
        Thread.sleep(20);
        due = System.nanoTime();
        continue;
      }
      Optional<Due> call = next.get();
      if (call.isEmpty()) {
        break;
      }
      due += (long) (1e9 * -Math.log(1 - random.nextDouble()) / perSecond);
      long wait = due - System.nanoTime();
      if (wait > 0) {
        LockSupport.parkNanos(wait);
      } else if (wait < -1_000_000_000L) {
        due = System.nanoTime();
      }
      free.acquire();
      Thread.ofVirtual()
          .start(() -> {
            try {
              send(call.get());
            } finally {
              free.release();
            }
          });
    }
  }

  private void send(Due call) {
    try (ClientResponse response =
        client
            .newCall()
            .within(ANSWER)
            .send("POST", "/v1/chat/completions", HEADERS, call.body(), CONNECT, ANSWER)) {
      String id = response.headers().first("x-millrace-call-id");
      String scenario = response.headers().first("x-millrace-scenario");
      response.readAll(64 << 20, ANSWER);
      note(call.job(), id == null ? "" : id, scenario == null ? "" : scenario);
    } catch (IOException e) {
      failed.incrementAndGet();
    }
  }

  private void note(String job, String id, String scenario) {
    if (job.equals("free_chat")) {
      conversations.add(id);
    }
    if (!scenario.isEmpty()) {
      synchronized (scenarios) {
        scenarios.computeIfAbsent(job, _ -> new HashMap<>()).merge(scenario, 1, Integer::sum);
      }
    }
  }

  /// The scenario that most calls of a job were recognised as; empty before one was.
  public Optional<String> scenario(String job) {
    synchronized (scenarios) {
      return scenarios.getOrDefault(job, Map.of()).entrySet().stream()
          .max(Map.Entry.comparingByValue())
          .map(Map.Entry::getKey);
    }
  }

  /// The ids of calls of free conversation that were answered.
  public List<String> conversations() {
    return List.copyOf(conversations);
  }

  /// Calls that got no answer.
  public long failed() {
    return failed.get();
  }

  /// Whether the last call was begun.
  public boolean done() {
    return done;
  }

  /// Begins no further calls for a while, or goes on.
  public void rest(boolean now) {
    resting = now;
  }

  /// Begins no more calls and waits for those under way.
  public void finish() throws InterruptedException {
    closing = true;
    thread.interrupt();
    thread.join();
    if (free.tryAcquire(AT_ONCE, ANSWER.toSeconds(), java.util.concurrent.TimeUnit.SECONDS)) {
      free.release(AT_ONCE);
    }
  }

  @Override
  public void close() {
    try {
      finish();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      client.close();
    }
  }
}
