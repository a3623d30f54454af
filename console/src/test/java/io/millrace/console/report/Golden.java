package io.millrace.console.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/// Files of expected output, rewritten when the tests run with `-Dmillrace.golden=update`.
final class Golden {
  private Golden() {}

  static void check(String name, String actual) throws IOException {
    if (Objects.equals(System.getProperty("millrace.golden"), "update")) {
      Path file = Path.of("src/test/resources/io/millrace/console/report", name);
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      Files.writeString(file, actual);
      return;
    }
    try (InputStream in = Golden.class.getResourceAsStream(name)) {
      assertThat(in).as("golden file %s: run with -Dmillrace.golden=update", name).isNotNull();
      String expected =
          new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      assertThat(actual).isEqualTo(expected);
    }
  }
}
