package io.millrace.app;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A folder of results that is either the old one or the new one, never half of each: everything is
/// first written beside, and moved into place only when all of it is there and on the disk. Only
/// results are ever replaced; anything else that holds one of their names is refused. One thread at
/// a time, and one process at a time: a lock is held from [#open] to [#close].
final class OutputFolder implements AutoCloseable {
  /*
   * Publishing, as seen on disk:
   *
   *   .millrace-next/NAME         what is about to come into place
   *   .millrace-old/NAME          what was at NAME before
   *   .millrace-old/.fresh/NAME   an empty mark: nothing was at NAME before
   *   .millrace-done/             .millrace-old, renamed when everything is in place
   *
   * The rename to .millrace-done is the moment the new results count. Until then, whoever finds a
   * .millrace-old (the failed run itself, or the next one after a crash) puts everything back: a
   * NAME that is no longer in .millrace-next was moved into place and is withdrawn; then what was
   * there before returns. Each step may be repeated, so a crash while putting back does no harm.
   */
  private static final String OURS = ".millrace-";
  private static final String STAGING = OURS + "next";
  private static final String RETIRED = OURS + "old";
  private static final String DONE = OURS + "done";
  private static final String LOCK = OURS + "lock";
  private static final String FRESH = ".fresh";

  /// What is in every folder that we write, and by which we know it again.
  private static final String MANIFEST = "manifest.json";

  private final Path folder;
  private final Path staging;
  private final Path retired;
  private final Path done;
  private final Lock lock;
  private final Set<String> names = new LinkedHashSet<>();

  private OutputFolder(Path folder, Lock lock) {
    this.folder = folder;
    this.staging = folder.resolve(STAGING);
    this.retired = folder.resolve(RETIRED);
    this.done = folder.resolve(DONE);
    this.lock = lock;
  }

  /// Opens a folder for new results, making it when it is not there, and putting earlier results
  /// back when a run was cut off while it replaced them.
  ///
  /// @throws UnusableException when it cannot be made or written to, or another run writes to it
  static OutputFolder open(Path folder) {
    try {
      Files.createDirectories(folder);
      OutputFolder output = new OutputFolder(folder, Lock.of(folder));
      try {
        output.prepare();
      } catch (IOException | RuntimeException e) {
        output.lock.close();
        throw e;
      }
      return output;
    } catch (IOException e) {
      throw new UnusableException(
          folder + ": cannot be written to (" + reason(e) + "); choose another folder with --out",
          e);
    }
  }

  private void prepare() throws IOException {
    restore();
    delete(done);
    delete(staging);
    Files.createDirectory(staging);
  }

  /// Something that writes itself to a stream.
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /// Something that writes itself into a folder that does not exist yet.
  interface FolderContent {
    void writeTo(Path folder) throws IOException;
  }

  /// Writes a file, which [#publish] will move into place.
  ///
  /// @throws UnusableException when it cannot be written, or [#checkFile] refuses its name
  void file(String name, Content content) {
    checkFile(name);
    Path file = staging.resolve(name);
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
        content.writeTo(out);
      }
      forceFile(file);
    } catch (IOException | UncheckedIOException e) {
      throw notWritten(name, e);
    }
    names.add(name);
  }

  /// Writes a folder, which [#publish] will move into place.
  ///
  /// @throws UnusableException when it cannot be written, or [#checkFolder] refuses its name
  void folder(String name, FolderContent content) {
    checkFolder(name);
    try {
      content.writeTo(staging.resolve(name));
      forceTree(staging.resolve(name));
    } catch (IOException | UncheckedIOException e) {
      throw notWritten(name, e);
    }
    names.add(name);
  }

  /// Refuses a name for a file that something other than a file holds. Worth calling before long
  /// work; [#file] does it anyway.
  ///
  /// @throws UnusableException naming what is in the way
  void checkFile(String name) {
    Path place = place(name);
    if (there(place) && !Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS)) {
      throw inTheWay(place, "is " + kind(place) + ", and a file is to be written there");
    }
  }

  /// Refuses a name for a folder that anything holds but an empty folder or one that we wrote.
  /// Worth calling before long work; [#folder] does it anyway.
  ///
  /// @throws UnusableException naming what is in the way
  void checkFolder(String name) {
    Path place = place(name);
    if (!there(place)) {
      return;
    }
    if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
      throw inTheWay(place, "is " + kind(place) + ", and a folder is to be written there");
    }
    if (!Files.isRegularFile(place.resolve(MANIFEST)) && !isEmpty(place)) {
      throw inTheWay(place, "holds files that Millrace did not write");
    }
  }

  private Path place(String name) {
    if (name.startsWith(OURS)) {
      throw new UnusableException(
          folder.resolve(name) + ": names that begin with " + OURS + " are taken; choose another");
    }
    return folder.resolve(name);
  }

  private static UnusableException inTheWay(Path place, String why) {
    return new UnusableException(
        place + ": " + why + "; move it away, or choose another place for the output");
  }

  private static String kind(Path place) {
    return Files.isSymbolicLink(place)
        ? "a link"
        : Files.isDirectory(place)
            ? "a folder"
            : Files.isRegularFile(place) ? "a file" : "not a regular file";
  }

  private boolean isEmpty(Path place) {
    try {
      return entries(place).isEmpty();
    } catch (IOException e) {
      throw notWritten(String.valueOf(place.getFileName()), e);
    }
  }

  /// Moves everything written into place, or, when that fails, nothing.
  ///
  /// @throws UnusableException when it failed
  void publish() {
    names.forEach(this::check);
    try {
      markFresh();
      force(staging);
      for (String name : names) {
        Path place = folder.resolve(name);
        if (there(place)) {
          Files.move(place, retired.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(staging.resolve(name), place, StandardCopyOption.ATOMIC_MOVE);
      }
      force(folder);
      Files.move(retired, done, StandardCopyOption.ATOMIC_MOVE);
      force(folder);
    } catch (IOException e) {
      restoreAfter(e);
      throw new UnusableException(
          folder
              + ": results cannot be moved into place ("
              + reason(e)
              + "); choose another folder with --out. Earlier results are untouched",
          e);
    }
  }

  private void check(String name) {
    if (Files.isDirectory(staging.resolve(name))) {
      checkFolder(name);
    } else {
      checkFile(name);
    }
  }

  private void markFresh() throws IOException {
    Path marks = retired.resolve(FRESH);
    Files.createDirectories(marks);
    for (String name : names) {
      if (!there(folder.resolve(name))) {
        Files.createFile(marks.resolve(name));
      }
    }
    force(marks);
    force(retired);
    force(folder);
  }

  private void restoreAfter(IOException failure) {
    try {
      restore();
    } catch (IOException e) {
      failure.addSuppressed(e);
      throw new UnusableException(
          retired
              + ": holds the earlier results, which cannot be moved back ("
              + reason(e)
              + "); the next run with the same --out tries again",
          failure);
    }
  }

  /// Undoes a publication that did not finish; does nothing where there is none.
  private void restore() throws IOException {
    if (!there(retired)) {
      return;
    }
    Path marks = retired.resolve(FRESH);
    if (there(marks)) {
      for (Path mark : entries(marks)) {
        withdraw(mark.getFileName());
      }
    }
    for (Path earlier : entries(retired)) {
      if (!earlier.equals(marks)) {
        withdraw(earlier.getFileName());
        Files.move(earlier, folder.resolve(earlier.getFileName()), StandardCopyOption.ATOMIC_MOVE);
      }
    }
    force(folder);
    delete(retired);
  }

  /// Removes what was moved into place. What was not moved yet cannot be ours.
  private void withdraw(Path name) throws IOException {
    Path place = folder.resolve(name);
    if (!there(staging.resolve(name))) {
      delete(place);
    } else if (there(place)) {
      throw inTheWay(place, "came up while an earlier run was cut off, see " + retired);
    }
  }

  /// Removes what was not published and what was replaced, and lets others write to the folder.
  @Override
  public void close() {
    try (lock) {
      if (!there(retired)) {
        delete(staging);
        delete(done);
      }
    } catch (IOException e) {
      throw new UnusableException(staging + ": cannot be removed (" + reason(e) + ")", e);
    }
  }

  private UnusableException notWritten(String name, Exception e) {
    return new UnusableException(
        folder.resolve(name)
            + ": cannot be written ("
            + reason(e)
            + "); make room or choose another folder with --out. Earlier results are untouched",
        e);
  }

  private static String reason(Exception e) {
    String message = e.getMessage();
    return e.getClass().getSimpleName() + (message == null ? "" : ": " + message);
  }

  private static void delete(Path path) throws IOException {
    if (!there(path)) {
      return;
    }
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attrs)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException e)
              throws IOException {
            Files.delete(dir);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static boolean there(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  private static List<Path> entries(Path folder) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(entries::add);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return entries;
  }

  private static void forceTree(Path path) throws IOException {
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      forceFile(path);
      return;
    }
    for (Path entry : entries(path)) {
      forceTree(entry);
    }
    force(path);
  }

  private static void forceFile(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /// Puts the names in a folder on the disk, where the system can: some open no folders.
  private static void force(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // The names reach the disk when the system sees fit.
    }
  }

  /// Keeps other runs out of a folder. Its file goes when it is closed; the file of a run that was
  /// killed stays, and locks nothing.
  private static final class Lock implements AutoCloseable {
    private static final int ATTEMPTS = 20;

    /// The folders that this process writes to. Asked first, because on POSIX to close any channel
    /// of a locked file lets go of the whole process's lock on it.
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path real;
    private final FileChannel channel;

    private Lock(Path real, FileChannel channel) {
      this.real = real;
      this.channel = channel;
    }

    static Lock of(Path folder) throws IOException {
      Path real = folder.toRealPath();
      if (!HELD.add(real)) {
        throw busy(folder);
      }
      FileChannel channel = null;
      try {
        for (int i = 0; i < ATTEMPTS && channel == null; i++) {
          channel = attempt(real.resolve(LOCK), folder);
        }
        if (channel == null) {
          throw busy(folder);
        }
        return new Lock(real, channel);
      } finally {
        if (channel == null) {
          HELD.remove(real);
        }
      }
    }

    /// The locked file, or null when another run removed it in between: a lock on a removed file
    /// keeps nobody out.
    private static @Nullable FileChannel attempt(Path file, Path folder) throws IOException {
      FileChannel channel = null;
      boolean locked = false;
      try {
        create(file);
        Object before = key(file);
        channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
          throw busy(folder);
        }
        locked = Objects.equals(before, key(file));
        return locked ? channel : null;
      } catch (OverlappingFileLockException e) {
        throw busy(folder);
      } catch (NoSuchFileException e) {
        return null;
      } finally {
        if (channel != null && !locked) {
          channel.close();
        }
      }
    }

    private static void create(Path file) throws IOException {
      try {
        Files.createFile(file);
      } catch (FileAlreadyExistsException e) {
        // Left behind, or held: the lock will tell.
      }
    }

    private static @Nullable Object key(Path file) throws IOException {
      return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    private static UnusableException busy(Path folder) {
      return new UnusableException(
          folder + ": is being written by another millrace; wait for it or choose another --out");
    }

    @Override
    public void close() throws IOException {
      try (channel) {
        Files.deleteIfExists(real.resolve(LOCK));
      } finally {
        HELD.remove(real);
      }
    }
  }
}
