package io.millrace.store.calllog;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/// Finds the files of a log and opens them.
final class LogFiles {
  private static final List<String> ENDINGS = List.of(".jsonl", ".ndjson", ".json", ".csv", ".log");

  private LogFiles() {}

  /// The log files in a folder and its folders, in the order of their paths: those whose names end
  /// as call logs do, gzip or not; hidden ones are left out, links to folders are not followed.
  ///
  /// @throws UncheckedIOException when a folder cannot be listed
  static List<Path> in(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(path -> isLog(folder, path)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isLog(Path folder, Path path) {
    for (Path part : folder.relativize(path)) {
      if (part.toString().startsWith(".")) {
        return false;
      }
    }
    String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
    String plain = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    return ENDINGS.stream().anyMatch(plain::endsWith) && Files.isRegularFile(path);
  }

  /// The stream, unpacked when it begins with the two bytes of gzip, whatever its name.
  static InputStream unpacked(InputStream in) throws IOException {
    var buffered = new BufferedInputStream(in, 1 << 16);
    buffered.mark(2);
    int first = buffered.read();
    int second = buffered.read();
    buffered.reset();
    return first == 0x1F && second == 0x8B ? new GZIPInputStream(buffered, 1 << 16) : buffered;
  }
}
