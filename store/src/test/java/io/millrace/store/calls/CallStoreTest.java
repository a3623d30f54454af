package io.millrace.store.calls;

import static io.millrace.store.calls.SampleCalls.id;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CallStoreTest {
  private static final long NEVER_FULL = 1L << 40;

  @TempDir Path data;
  private final FakeLog log = new FakeLog();
  private Instant now = SampleCalls.START.plus(Duration.ofHours(1));

  private CallStore open() {
    return open(Optional.empty());
  }

  private CallStore open(Optional<Duration> expiry) {
    return CallStore.open(data, log, new CallStoreSettings(expiry), () -> now, NEVER_FULL);
  }

  private List<Path> files() throws IOException {
    try (var paths = Files.list(data.resolve("calls"))) {
      return paths.toList();
    }
  }

  private static List<String> ids(List<CallRecord> calls) {
    return calls.stream().map(call -> call.started().call().text()).toList();
  }

  private static List<String> expected(int... numbers) {
    return IntStream.of(numbers).mapToObj(n -> id(n).text()).toList();
  }

  @Test
  void aProjectedCallIsTheCallInTheJournal() {
    log.append(SampleCalls.whole(1));
    try (var store = open()) {
      CallRecord before = store.find(id(1)).orElseThrow();
      store.flush();
      assertThat(log.first()).isEqualTo(log.end());
      CallRecord after = store.find(id(1)).orElseThrow();
      assertThat(after).usingRecursiveComparison().isEqualTo(before);
    }
  }

  @Test
  void callsAreListedLatestFirstFromFilesAndTailWithoutTwins() {
    log.append(SampleCalls.whole(1));
    log.append(SampleCalls.whole(2));
    try (var store = open()) {
      store.flush();
      log.append(SampleCalls.whole(3));
      log.append(SampleCalls.started(4));
      var all = store.list(CallFilter.latest(10));
      assertThat(ids(all)).isEqualTo(expected(4, 3, 2, 1));
      assertThat(all.getFirst().state()).isEqualTo("open");
      assertThat(ids(store.list(CallFilter.latest(3)))).isEqualTo(expected(4, 3, 2));
    }
  }

  @Test
  void anOpenCallIsCarriedOverTheBoundaryWithItsAttempts() {
    log.append(SampleCalls.started(1), SampleCalls.attempt(1, 1));
    log.append(SampleCalls.whole(2));
    try (var store = open()) {
      store.flush();
      assertThat(log.first()).isZero();
      log.append(SampleCalls.attemptEnded(1, 1, true), SampleCalls.ended(1));
      store.flush();
      assertThat(log.first()).isEqualTo(log.end());
      assertThat(ids(store.list(CallFilter.latest(10)))).isEqualTo(expected(2, 1));
      var call = store.find(id(1)).orElseThrow();
      assertThat(call.started().request()).isNotNull();
      assertThat(call.attempts()).hasSize(1).allMatch(attempt -> attempt.ended() != null);
    }
  }

  @Test
  void aRestartProjectsNothingTwiceAndCarriesOpenCallsOn() {
    log.append(SampleCalls.started(1));
    log.append(SampleCalls.whole(2));
    try (var store = open()) {
      store.flush();
    }
    log.append(SampleCalls.ended(1));
    log.append(SampleCalls.whole(3));
    try (var store = open()) {
      store.flush();
      store.flush();
      assertThat(ids(store.list(CallFilter.latest(10)))).isEqualTo(expected(3, 2, 1));
    }
  }

  @Test
  void whatACrashLeftHalfWrittenIsRemovedAndProjectedAgain() throws IOException {
    Files.createDirectories(data.resolve("calls"));
    Files.writeString(data.resolve("calls/calls-0.parquet.part"), "half");
    log.append(SampleCalls.whole(1));
    try (var store = open()) {
      store.flush();
      assertThat(files()).hasSize(1).allMatch(path -> path.toString().endsWith(".parquet"));
      assertThat(store.find(id(1))).isPresent();
    }
  }

  @Test
  void theJournalIsForcedBeforeASegmentIsNamed() {
    log.append(SampleCalls.whole(1));
    try (var store = open()) {
      store.flush();
      assertThat(log.committed()).isEqualTo(log.end());
    }
  }

  @Test
  void aSegmentOfTheJournalMakesAFileInTheBackground() throws Exception {
    try (var store =
        CallStore.open(data, log, new CallStoreSettings(Optional.empty()), () -> now, 600)) {
      for (int i = 0; i < 5; i++) {
        log.append(SampleCalls.whole(i));
      }
      for (int i = 0; i < 500 && log.first() < 3000; i++) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      assertThat(files()).hasSize(5);
      assertThat(ids(store.list(CallFilter.latest(2)))).isEqualTo(expected(4, 3));
    }
  }

  @Test
  void filtersAreTheSameForFilesAndTail() {
    for (int i = 0; i < 10; i++) {
      log.append(SampleCalls.whole(i));
    }
    log.append(SampleCalls.started(10), SampleCalls.ended(10, "failed", "{}"));
    try (var store = open()) {
      for (int round = 0; round < 2; round++) {
        var latest = CallFilter.latest(3);
        assertThat(ids(store.list(with(latest, "small", "", "")))).isEqualTo(expected(9, 7, 5));
        assertThat(ids(store.list(with(latest, "", "failed", "")))).isEqualTo(expected(10));
        assertThat(ids(store.list(with(latest, "", "", "other' OR true --")))).isEmpty();
        var between =
            new CallFilter(
                Optional.of(SampleCalls.START.plusSeconds(2)),
                Optional.of(SampleCalls.START.plusSeconds(4)),
                Optional.empty(),
                Optional.of("tickets"),
                Optional.of("teacher"),
                Optional.empty(),
                Optional.empty(),
                10);
        assertThat(ids(store.list(between))).isEqualTo(expected(3, 2));
        store.flush();
      }
    }
  }

  private static CallFilter with(CallFilter base, String model, String state, String key) {
    return new CallFilter(
        base.from(),
        base.until(),
        Optional.of(model).filter(text -> !text.isEmpty()),
        base.scenario(),
        base.tier(),
        Optional.of(state).filter(text -> !text.isEmpty()),
        Optional.of(key).filter(text -> !text.isEmpty()),
        base.limit());
  }

  @Test
  void bodiesExpireAndTheRestStays() throws IOException {
    log.append(SampleCalls.whole(1));
    try (var store = open(Optional.of(Duration.ofDays(2)))) {
      store.flush();
      assertThat(store.find(id(1)).orElseThrow().started().request()).isNotNull();
      now = now.plus(Duration.ofDays(3));
      store.flush();
      var call = store.find(id(1)).orElseThrow();
      assertThat(call.started().request()).isNull();
      assertThat(call.attempts()).hasSize(2);
      assertThat(files()).hasSize(1);
      store.flush();
      assertThat(files()).hasSize(1);
    }
  }

  @Test
  void aFollowerTakesEachCallThatEndsOnceAlsoWhenTheJournalIsGone() throws Exception {
    log.append(SampleCalls.whole(1));
    log.append(SampleCalls.started(2));
    var taken = new LinkedBlockingQueue<String>();
    try (var store = open();
        var _ =
            store.follow(CallFilter.latest(1), call -> taken.add(call.started().call().text()))) {
      log.append(SampleCalls.ended(2));
      assertThat(taken.poll(10, TimeUnit.SECONDS)).isEqualTo(id(2).text());
      for (int i = 3; i < 40; i++) {
        log.append(SampleCalls.whole(i));
        store.flush();
      }
      for (int i = 3; i < 40; i++) {
        assertThat(taken.poll(10, TimeUnit.SECONDS)).isEqualTo(id(i).text());
      }
      assertThat(taken).isEmpty();
    }
  }

  @Test
  void anotherProcessReadsWithoutWriting() throws IOException {
    log.append(SampleCalls.whole(1));
    try (var reader = CallStore.reading(data, log)) {
      assertThat(ids(reader.list(CallFilter.latest(1)))).isEqualTo(expected(1));
      assertThat(Files.exists(data.resolve("calls"))).isFalse();
    }
  }

  @Test
  void theLatestCallsOfAnExportAreWrittenOldestFirst() throws IOException {
    for (int i = 0; i < 4; i++) {
      log.append(SampleCalls.whole(i));
    }
    try (var store = open()) {
      store.flush();
      log.append(SampleCalls.whole(4));
      var out = new ByteArrayOutputStream();
      assertThat(store.export(CallFilter.latest(3), out)).isEqualTo(3);
      var lines = out.toString(StandardCharsets.UTF_8).lines().toList();
      assertThat(lines).hasSize(3);
      assertThat(lines.get(0)).contains(id(2).text(), "第 2 个");
      assertThat(lines.get(2)).contains(id(4).text());
    }
  }
}
