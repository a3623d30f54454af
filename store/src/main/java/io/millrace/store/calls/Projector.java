package io.millrace.store.calls;

import io.millrace.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/*
 * `covered` is the journal position up to which every ended call is in a segment; after a restart
 * it comes from the segments' names. The journal is forced up to it before a segment gets its name:
 * else a machine that dies could lose the end of the journal, write other calls to the same
 * positions, and take them for projected.
 *
 * After a failure everything held in memory is forgotten, and the journal read from its beginning.
 */

/// Writes ended calls from the journal into segments, lets go of the journal behind them, and
/// removes expired bodies. Thread-safe.
final class Projector implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger("io.millrace.calls");
  private static final long LOOK_MILLIS = 1000;
  private static final long MAX_REST_MILLIS = 60_000;

  /// Segments.
  private static final long FAR_BEHIND = 64;

  private final Path folder;
  private final OwnedLog log;
  private final long segmentBytes;
  private final @Nullable Duration expiry;
  private final Duration rhythm;
  private final InstantSource clock;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  private CallAssembly assembly = new CallAssembly(true);
  private long position;
  private long covered;
  private Instant lastProjected;

  /// @param segmentBytes so many bytes of the journal make a segment
  Projector(
      Path folder,
      OwnedLog log,
      CallStoreSettings settings,
      InstantSource clock,
      long segmentBytes) {
    this.folder = folder;
    this.log = log;
    this.segmentBytes = segmentBytes;
    this.expiry = settings.expireBodies().orElse(null);
    this.rhythm = rhythm(settings);
    this.clock = clock;
    this.lastProjected = clock.instant();
    try {
      Files.createDirectories(folder);
      CallFile.clean(folder);
    } catch (IOException e) {
      throw CallDatabase.failed(folder, "the folder of the call log cannot be made ready", e);
    }
    this.covered = CallFile.covered(CallFile.in(folder));
    if (log.end() < covered) {
      throw new StoreException(
          folder.toString(),
          "it covers the journal up to " + covered + ", but the journal ends at " + log.end(),
          "Put the journal that belongs to it back, or move this folder away to begin a new one",
          null);
    }
    this.thread = background(this::run);
  }

  /// The priority is a hint, nothing relies on it: calls go first where the system heeds it.
  @SuppressWarnings("ThreadPriorityCheck")
  private static Thread background(Runnable work) {
    Thread thread = Thread.ofPlatform().daemon().name("call-log").unstarted(work);
    thread.setPriority(Thread.MIN_PRIORITY);
    return thread;
  }

  void start() {
    thread.start();
  }

  /// How long calls of a quiet gateway stay in the journal alone. Bodies that expire must reach a
  /// segment soon enough to be removed in time.
  private static Duration rhythm(CallStoreSettings settings) {
    Duration day = Duration.ofDays(1);
    Duration tenth = settings.expireBodies().map(age -> age.dividedBy(10)).orElse(day);
    return tenth.compareTo(day) < 0 ? tenth : day;
  }

  private void run() {
    while (pause(LOOK_MILLIS)) {
      try {
        step();
      } catch (RuntimeException e) {
        LOGGER.log(System.Logger.Level.WARNING, "the call log falls behind: {0}", e.getMessage());
      }
    }
  }

  private boolean pause(long millis) {
    try {
      return !closing.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      return false;
    }
  }

  /// Calls that are answered now need the processor more: after a segment the thread rests nine
  /// times as long as it worked, and once as long when it is far behind.
  private boolean rest(long workedNanos) {
    long times = log.end() - covered > FAR_BEHIND * segmentBytes ? 1 : 9;
    return pause(Math.min(MAX_REST_MILLIS, TimeUnit.NANOSECONDS.toMillis(workedNanos * times)));
  }

  /// What is due by now.
  void step() {
    boolean all = !clock.instant().isBefore(lastProjected.plus(rhythm));
    boolean more = true;
    while (more && (all || log.end() - covered >= segmentBytes)) {
      long start = System.nanoTime();
      more = project(all, 1);
      more = rest(System.nanoTime() - start) && more;
    }
    expire();
  }

  /// Projects what ended by now.
  ///
  /// @param all also the end of the journal that makes no whole segment yet
  void project(boolean all) {
    project(all, Integer.MAX_VALUE);
  }

  /// @param most segments, at most
  /// @return whether more is due
  private synchronized boolean project(boolean all, int most) {
    long end = log.end();
    long due = all ? 1 : segmentBytes;
    boolean whole = false;
    try {
      for (int i = 0; i < most && end - covered >= due; i++) {
        segment(end);
      }
      whole = true;
    } catch (SQLException | IOException e) {
      throw CallDatabase.failed(folder, "ended calls cannot be written to the call log", e);
    } finally {
      if (!whole) {
        assembly = new CallAssembly(true);
        position = 0;
      }
    }
    boolean more = end - covered >= due;
    lastProjected = all && !more ? clock.instant() : lastProjected;
    return more;
  }

  private void segment(long end) throws SQLException, IOException {
    try (var writer = new CallFileWriter(folder)) {
      position =
          log.read(
              position,
              (entry, before, after) -> {
                var call = assembly.take(entry, before);
                if (call != null && after > covered) {
                  writer.add(call, after);
                }
                return after < end && after - covered < segmentBytes;
              });
      if (position <= covered) {
        throw new IllegalStateException(
            "the journal ends at " + position + " and not at " + end + " as it said");
      }
      log.commit(position);
      if (!writer.empty()) {
        writer.finish(covered, position);
      }
    }
    covered = position;
    log.release(assembly.oldest(covered));
  }

  /// Removes bodies that are too old.
  synchronized void expire() {
    if (expiry == null) {
      return;
    }
    Instant oldest = clock.instant().minus(expiry);
    List<CallFile> expired =
        CallFile.in(folder).stream()
            .filter(file -> !file.bare() && file.until().isBefore(oldest))
            .toList();
    for (CallFile file : expired) {
      removeBodies(file);
    }
  }

  private void removeBodies(CallFile file) {
    try (var database = CallDatabase.open(CallFileWriter.spill(folder))) {
      String rows =
          "(SELECT * REPLACE (NULL::VARCHAR AS request, NULL::VARCHAR AS response) FROM"
              + " read_parquet("
              + CallDatabase.literal(file.path())
              + "))";
      CallFileWriter.copy(database, rows, file.withoutBodies());
      Files.deleteIfExists(file.path());
    } catch (SQLException | IOException e) {
      throw CallDatabase.failed(file.path(), "expired bodies cannot be removed", e);
    }
  }

  @Override
  public void close() {
    closing.countDown();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
