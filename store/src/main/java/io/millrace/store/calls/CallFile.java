package io.millrace.store.calls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One Parquet segment of the call log. Its name says everything about it, and it never changes: a
/// segment whose bodies expired is a new file beside it, after which the old one is deleted.
///
/// @param first the journal position from which on the calls ended
/// @param last the journal position up to which they ended
/// @param from the earliest start of a call in it
/// @param until the latest end of a call in it
/// @param bare whether its bodies were removed
record CallFile(Path path, long first, long last, Instant from, Instant until, boolean bare) {
  /// What a file is called while it is being written.
  static final String UNFINISHED = ".part";

  private static final Pattern NAME =
      Pattern.compile(
          "calls-([0-9a-f]{16})-([0-9a-f]{16})-([0-9]{14})-([0-9]{14})(-bare)?\\.parquet");

  static CallFile named(
      Path folder, long first, long last, Instant from, Instant until, boolean bare) {
    // Milliseconds, rounded outwards, so that the name never promises too little.
    long start = Math.max(0, from.toEpochMilli());
    long end = Math.max(0, until.toEpochMilli() + 1);
    String name =
        String.format(
            Locale.ROOT,
            "calls-%016x-%016x-%014d-%014d%s.parquet",
            first,
            last,
            start,
            end,
            bare ? "-bare" : "");
    return new CallFile(
        folder.resolve(name),
        first,
        last,
        Instant.ofEpochMilli(start),
        Instant.ofEpochMilli(end),
        bare);
  }

  /// The same calls without bodies.
  CallFile withoutBodies() {
    Path folder = path.resolveSibling("");
    return named(folder, first, last, from, until.minusMillis(1), true);
  }

  /// The segments of a folder by position; of two that hold the same calls, the one without bodies.
  static List<CallFile> in(Path folder) {
    Map<Long, CallFile> byPosition = new TreeMap<>();
    for (Path path : paths(folder)) {
      CallFile file = parse(path);
      if (file != null) {
        byPosition.merge(file.first, file, (a, b) -> a.bare ? a : b);
      }
    }
    return List.copyOf(byPosition.values());
  }

  /// Removes what a crash left: half-written files, and files whose replacement is whole.
  static void clean(Path folder) throws IOException {
    List<CallFile> kept = in(folder);
    for (Path path : paths(folder)) {
      CallFile file = parse(path);
      boolean left = file == null ? path.toString().endsWith(UNFINISHED) : !kept.contains(file);
      if (left) {
        delete(path);
      }
    }
  }

  private static void delete(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      for (Path inside : paths(path)) {
        delete(inside);
      }
    }
    Files.deleteIfExists(path);
  }

  /// The journal position up to which every ended call is in a segment.
  static long covered(List<CallFile> files) {
    return files.isEmpty() ? 0 : files.getLast().last;
  }

  private static List<Path> paths(Path folder) {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.sorted(Comparator.comparing(Path::toString)).toList();
    } catch (NoSuchFileException _) {
      return new ArrayList<>();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable CallFile parse(Path path) {
    Matcher name = NAME.matcher(String.valueOf(path.getFileName()));
    return name.matches()
        ? new CallFile(
            path,
            Long.parseLong(name.group(1), 16),
            Long.parseLong(name.group(2), 16),
            Instant.ofEpochMilli(Long.parseLong(name.group(3))),
            Instant.ofEpochMilli(Long.parseLong(name.group(4))),
            name.group(5) != null)
        : null;
  }
}
