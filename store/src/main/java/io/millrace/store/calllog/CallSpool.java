package io.millrace.store.calllog;

import io.millrace.model.Call;
import io.millrace.store.StoreException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Calls in a temporary file, so that a log larger than memory, or one from the standard input, can
/// be gone over several times in the order of time.
///
/// Filled by [#add] by one thread, then closed to more by [#seal], then read by any number of
/// threads at once. In memory it keeps 16 bytes a call while it is filled and 8 when sealed, and up
/// to 32 MB of texts that repeat: a text that came lately is not written again, and is read back as
/// one shared object. The file is mapped, not loaded.
///
/// The order is by `created`, then id, then position in the log: a clock that ran backwards does
/// not show.
public final class CallSpool implements AutoCloseable, Iterable<Call> {
  private final Path file;
  private final FileChannel channel;
  private final SpoolWriter writer;
  private final Arena arena = Arena.ofShared();
  private final SpoolCursor.SharedTexts shared = new SpoolCursor.SharedTexts();
  private long[] offsets = new long[1024];
  private long[] created = new long[1024];
  private int size;
  private @Nullable MemorySegment memory;

  private CallSpool(Path file, FileChannel channel, WritableByteChannel out) {
    this.file = file;
    this.channel = channel;
    this.writer = new SpoolWriter(out);
  }

  /// Opens an empty spool.
  ///
  /// @param folder where its file goes
  /// @throws StoreException when no file can be made there
  public static CallSpool in(Path folder) {
    return in(folder, channel -> channel);
  }

  /// @param out stands in for the file when writing: lets a test fill the disk
  static CallSpool in(Path folder, UnaryOperator<WritableByteChannel> out) {
    try {
      Path file = Files.createTempFile(folder, "millrace-", ".spool");
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
      return new CallSpool(file, channel, out.apply(channel));
    } catch (IOException e) {
      throw new StoreException(
          folder.toString(),
          "no temporary file can be made here (" + e.getClass().getSimpleName() + ")",
          "Name another folder for temporary files with -Djava.io.tmpdir",
          e);
    }
  }

  /// Appends a call. Not for a sealed spool.
  ///
  /// @throws StoreException when the disk is full or fails; the spool is then of no more use
  public void add(Call call) {
    if (memory != null) {
      throw new IllegalStateException("the spool is sealed");
    }
    if (size == offsets.length) {
      offsets = Arrays.copyOf(offsets, size * 2);
      created = Arrays.copyOf(created, size * 2);
    }
    offsets[size] = writer.position();
    created[size++] = sortable(call.created());
    SpoolFormat.write(call, writer);
    try {
      writer.flushIfFull();
    } catch (IOException e) {
      throw full(e);
    }
  }

  /// Nanoseconds since 1970, held at the ends of a long (the years 1677 and 2262).
  private static long sortable(Instant instant) {
    try {
      return Math.addExact(
          Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
    } catch (ArithmeticException e) {
      return instant.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  private StoreException full(IOException e) {
    return new StoreException(
        file.toString(),
        "the calls cannot be spooled (" + e.getMessage() + ")",
        "Free some space, or name another folder for temporary files with -Djava.io.tmpdir",
        e);
  }

  /// Ends the filling and puts the calls in order. A second time does nothing.
  ///
  /// @throws StoreException when the disk is full or fails
  public void seal() {
    if (memory != null) {
      return;
    }
    try {
      writer.finish();
      memory = channel.map(MapMode.READ_ONLY, 0, writer.position(), arena);
      channel.close();
    } catch (IOException e) {
      throw full(e);
    }
    offsets = SpoolOrder.sorted(offsets, created, size, this::idAt);
    created = new long[0];
  }

  private String idAt(long offset) {
    return new SpoolCursor(mapped(), shared, offset).text();
  }

  private MemorySegment mapped() {
    if (memory == null) {
      throw new IllegalStateException("the spool is not sealed yet");
    }
    return memory;
  }

  /// How many calls the spool holds.
  public int size() {
    return size;
  }

  /// The call at a place in the order of time, from 0. Safe for threads once sealed.
  public Call get(int index) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException("call " + index + " of " + size);
    }
    return SpoolFormat.read(new SpoolCursor(mapped(), shared, offsets[index]));
  }

  /// The calls in the order of time.
  @Override
  public Iterator<Call> iterator() {
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < size;
      }

      @Override
      public Call next() {
        if (next >= size) {
          throw new NoSuchElementException();
        }
        return get(next++);
      }
    };
  }

  /// Lets go of the memory and deletes the file. No other call may be under way. A second time does
  /// nothing.
  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
    try {
      channel.close();
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new StoreException(
          file.toString(), "the temporary file cannot be deleted", "Delete it by hand", e);
    }
  }
}
