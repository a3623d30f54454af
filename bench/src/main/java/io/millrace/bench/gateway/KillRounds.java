package io.millrace.bench.gateway;

import io.millrace.http.ClientResponse;
import io.millrace.http.ClientSettings;
import io.millrace.http.Header;
import io.millrace.http.HttpClient;
import io.millrace.http.HttpFailure;
import io.millrace.store.calls.CallFilter;
import io.millrace.store.calls.CallRecord;
import io.millrace.store.calls.CallStore;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Kills a gateway under load, again and again, and counts afterwards: every call that a client saw
/// answered to its last byte must be in the call log, once.
final class KillRounds {
  private static final Duration LONG = Duration.ofSeconds(5);
  private static final int CLIENTS = 16;

  private final URI origin;
  private final Set<String> answered = ConcurrentHashMap.newKeySet();
  private volatile boolean loading;

  private KillRounds(URI origin) {
    this.origin = origin;
  }

  /// @param command that starts the gateway
  /// @return how many answered calls are missing or doubled
  static int run(List<String> command, URI origin, Path data, int rounds) throws Exception {
    var kill = new KillRounds(origin);
    var random = new Random(50);
    var ready = new Latencies();
    for (int round = 0; round < rounds; round++) {
      long start = System.nanoTime();
      Process gateway =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      kill.awaitReady();
      ready.add(System.nanoTime() - start);
      kill.loadAndKill(gateway, 200 + random.nextInt(800));
    }
    Process last = new ProcessBuilder(command).redirectErrorStream(true).start();
    kill.awaitReady();
    last.destroy();
    last.waitFor(30, TimeUnit.SECONDS);
    return kill.count(data, rounds, ready);
  }

  private void awaitReady() throws InterruptedException {
    try (HttpClient client = HttpClient.of(ClientSettings.of(origin, null, 1))) {
      for (int i = 0; i < 3000; i++) {
        try (ClientResponse response =
            client.newCall().send("GET", "/readyz", List.of(), new byte[0], LONG, LONG)) {
          if (response.status() == 200) {
            return;
          }
        } catch (HttpFailure e) {
          // not there yet
        }
        Thread.sleep(10);
      }
    }
    throw new IllegalStateException("the gateway did not get ready");
  }

  private void loadAndKill(Process gateway, int millis) throws Exception {
    loading = true;
    List<Thread> clients = new ArrayList<>();
    try (HttpClient client = HttpClient.of(ClientSettings.of(origin, null, CLIENTS))) {
      for (int i = 0; i < CLIENTS; i++) {
        boolean stream = i % 2 == 0;
        clients.add(Thread.ofVirtual().start(() -> load(client, stream)));
      }
      Thread.sleep(millis);
      new ProcessBuilder("kill", "-9", Long.toString(gateway.pid())).start().waitFor();
      gateway.waitFor();
      loading = false;
      for (Thread each : clients) {
        each.join();
      }
    }
  }

  private void load(HttpClient client, boolean stream) {
    String text =
        stream ? "\"stream\":true,\"model\":\"bench-stream\"" : "\"model\":\"bench-model\"";
    byte[] body =
        ("{" + text + ",\"messages\":[{\"role\":\"user\",\"content\":\"id=k tokens=5 pause=2\"}]}")
            .getBytes(StandardCharsets.UTF_8);
    while (loading) {
      try (ClientResponse response =
          client
              .newCall()
              .send(
                  "POST",
                  "/v1/chat/completions",
                  List.of(new Header("content-type", "application/json")),
                  body,
                  LONG,
                  LONG)) {
        response.readAll(1 << 20, LONG);
        String id = response.headers().first("x-millrace-call-id");
        if (response.status() == 200 && id != null) {
          answered.add(id);
        }
      } catch (HttpFailure e) {
        if (!loading) {
          return;
        }
      }
    }
  }

  private int count(Path data, int rounds, Latencies ready) throws Exception {
    Map<String, Integer> seen = new HashMap<>();
    Map<String, Integer> states = new TreeMap<>();
    try (CallStore calls = CallStore.reading(data)) {
      for (CallRecord call : calls.list(CallFilter.latest(10_000_000))) {
        seen.merge(call.started().call().text(), 1, Integer::sum);
        states.merge(call.state(), 1, Integer::sum);
      }
    }
    long missing = answered.stream().filter(id -> !seen.containsKey(id)).count();
    long doubled = seen.values().stream().filter(times -> times > 1).count();
    System.out.printf(
        Locale.ROOT,
        "rounds %d answered %d missing %d doubled %d states %s ready_ms p50 %.0f max %.0f%n",
        rounds,
        answered.size(),
        missing,
        doubled,
        states,
        ready.millis(0.5),
        ready.millis(1));
    return (int) (missing + doubled);
  }
}
