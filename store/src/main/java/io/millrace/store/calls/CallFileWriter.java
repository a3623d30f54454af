package io.millrace.store.calls;

import io.millrace.model.Cost;
import io.millrace.model.Usage;
import io.millrace.store.StoreException;
import io.millrace.store.journal.Entry;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.duckdb.DuckDBAppender;
import org.jspecify.annotations.Nullable;

/// Writes one Parquet segment. It appears under its name only when it is whole and on the disk. One
/// thread at a time.
final class CallFileWriter implements AutoCloseable {
  /// After so many bytes of bodies they are handed over to DuckDB, which can spill them.
  private static final long FLUSH_BYTES = 4L << 20;

  private final Path folder;
  private final CallDatabase database;
  private final DuckDBAppender rows;
  private Instant from = Instant.MAX;
  private Instant until = Instant.MIN;
  private long unflushed;

  CallFileWriter(Path folder) throws SQLException {
    this.folder = folder;
    this.database = CallDatabase.open(spill(folder));
    database.execute("CREATE TABLE staged (" + CallSchema.STAGED + ")");
    this.rows = database.connection().createAppender("main", "staged");
  }

  static Path spill(Path folder) {
    return folder.resolve("spill" + CallFile.UNFINISHED);
  }

  /// Adds an ended call.
  ///
  /// @param position the journal position after its end
  ///
  /// @throws StoreException when it cannot be kept
  void add(CallRecord call, long position) {
    try {
      append(call, Objects.requireNonNull(call.ended()), position);
    } catch (SQLException e) {
      throw CallDatabase.failed(folder, "an ended call cannot be written to the call log", e);
    }
  }

  private void append(CallRecord call, Entry.CallEnded ended, long position) throws SQLException {
    Entry.CallStarted started = call.started();
    from = from.isBefore(started.at()) ? from : started.at();
    until = until.isAfter(ended.at()) ? until : ended.at();
    rows.beginRow().append(position).append(started.call().text());
    rows.appendEpochMicros(micros(started.at())).appendEpochMicros(micros(ended.at()));
    text(started.operation()).text(started.model()).text(ended.servedModel()).text(started.key());
    rows.append(started.streamed());
    text(started.named()).text(started.action()).text(ended.outcome());
    rows.append(ended.status());
    text(ended.tier()).text(ended.scenario()).text(ended.reason());
    share(ended.confidence());
    rows.append(ended.shadow());
    usage(ended.usage());
    cost(ended.cost());
    optional(ended.firstByteMicros());
    rows.append(ended.totalMicros());
    body(started.request());
    body(ended.response());
    rows.append(AttemptJson.write(call.attempts()));
    text(started.purpose()).text(started.subject());
    draw(ended.draw());
    rows.endRow();
    flushSometimes();
  }

  /// @return whether there is no call in it yet
  boolean empty() {
    return from.equals(Instant.MAX);
  }

  /// Writes the segment, forces it to the disk and gives it its name.
  CallFile finish(long first, long last) throws SQLException, IOException {
    rows.flush();
    CallFile file = CallFile.named(folder, first, last, from, until, false);
    copy("(SELECT " + CallSchema.STORED + " FROM staged)", file);
    return file;
  }

  private void copy(String query, CallFile file) throws SQLException, IOException {
    copy(database, query, file);
  }

  /// Writes a query's rows as a segment.
  static void copy(CallDatabase database, String query, CallFile file)
      throws SQLException, IOException {
    Path unfinished = file.path().resolveSibling(file.path().getFileName() + CallFile.UNFINISHED);
    Files.deleteIfExists(unfinished);
    database.execute(
        "COPY " + query + " TO " + CallDatabase.literal(unfinished) + " " + CallSchema.FORMAT);
    force(unfinished, StandardOpenOption.WRITE);
    Files.move(unfinished, file.path(), StandardCopyOption.ATOMIC_MOVE);
    forceFolder(file.path().toAbsolutePath().getParent());
  }

  private static void force(Path path, StandardOpenOption option) throws IOException {
    try (var channel = FileChannel.open(path, option)) {
      channel.force(true);
    }
  }

  /// A name outlives the machine once its folder is forced; some systems cannot open folders.
  private static void forceFolder(@Nullable Path folder) throws IOException {
    if (folder != null && folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      force(folder, StandardOpenOption.READ);
    }
  }

  private static long micros(Instant at) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, at);
  }

  private CallFileWriter text(String text) throws SQLException {
    rows.append(text.isEmpty() ? null : text);
    return this;
  }

  private void draw(Entry.Draw draw) throws SQLException {
    text(draw.policy());
    share(draw.referenceProbability());
    if (draw.policy().isEmpty()) {
      rows.appendNull();
    } else {
      rows.append(draw.audited());
    }
    Boolean agrees = draw.agrees();
    if (agrees == null) {
      rows.appendNull();
    } else {
      rows.append(agrees.booleanValue());
    }
    text(draw.arm());
  }

  private void share(double share) throws SQLException {
    if (Double.isNaN(share)) {
      rows.appendNull();
    } else {
      rows.append(share);
    }
  }

  private void optional(long number) throws SQLException {
    if (number < 0) {
      rows.appendNull();
    } else {
      rows.append(number);
    }
  }

  private void usage(@Nullable Usage usage) throws SQLException {
    if (usage == null) {
      for (int i = 0; i < CallSchema.BUCKETS.size(); i++) {
        rows.appendNull();
      }
      return;
    }
    for (long count : AttemptJson.counts(usage)) {
      rows.append(count);
    }
  }

  private void cost(Cost cost) throws SQLException {
    switch (cost) {
      case Cost.Priced(var amount, var version) ->
          rows.append(amount.amount()).append(version).appendNull().appendNull();
      case Cost.Unpriced(var reason, var detail) ->
          rows.appendNull().appendNull().append(reason.name()).append(detail);
    }
  }

  private void body(byte @Nullable [] body) throws SQLException {
    if (body == null) {
      rows.appendNull();
      return;
    }
    rows.append(new String(body, StandardCharsets.UTF_8));
    unflushed += body.length;
  }

  private void flushSometimes() throws SQLException {
    if (unflushed > FLUSH_BYTES) {
      rows.flush();
      unflushed = 0;
    }
  }

  @Override
  public void close() throws SQLException {
    rows.close();
    database.close();
  }
}
