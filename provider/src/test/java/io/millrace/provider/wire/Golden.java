package io.millrace.provider.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Files of wire bytes, and what is expected of each beside it. The flag `golden.update` writes the
/// expectations anew; they are read in review.
final class Golden {
  private static final Path ROOT = Path.of("src", "test", "resources", "wire");

  private Golden() {}

  static List<Path> files(String folder, String ending) {
    try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    } catch (IOException fault) {
      throw new UncheckedIOException(fault);
    }
  }

  static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException fault) {
      throw new UncheckedIOException(fault);
    }
  }

  /// Compares with the file of the same name and another ending, in the folder `expected`.
  static void check(Path file, String ending, String actual) {
    Path expected = file.resolveSibling("expected").resolve(file.getFileName() + ending);
    try {
      if (Boolean.getBoolean("golden.update")) {
        Files.createDirectories(expected.getParent());
        Files.writeString(expected, actual);
      }
    } catch (IOException fault) {
      throw new UncheckedIOException(fault);
    }
    assertThat(actual).isEqualTo(new String(read(expected), StandardCharsets.UTF_8));
  }
}
