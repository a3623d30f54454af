package io.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the command line does when the machine lets it down.
final class MainTest {
  @TempDir Path folder;

  @Test
  void aFullDiskBehindStandardOutputIsAnError() {
    for (String[] args :
        new String[][] {{"sample", "--calls", "5"}, {"--help"}, {"sample", "--calls", "3000"}}) {
      Run run = printingTo(new FullDisk(), args);
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err()).startsWith("millrace: standard output cannot be written to");
      assertOneSentence(run);
    }
  }

  @Test
  void aLineThatIsLostIsAnError() {
    Run run =
        printingTo(
            new FullDisk(), "sample", "--calls", "5", folder.resolve("log.jsonl").toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("standard output cannot be written to");
    assertOneSentence(run);
    assertThat(folder.toFile().list()).containsExactly("log.jsonl");
  }

  @Test
  void aLackOfMemoryEndsInOneSentence() {
    Run run = sampleThatFailsWith(new OutOfMemoryError("Java heap space"));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("Java heap space").contains("MILLRACE_HEAP=6g ./millrace");
    assertOneSentence(run);
  }

  @Test
  void aLackOfMemoryOfAWorkerEndsInOneSentence() {
    Run run =
        sampleThatFailsWith(
            new IllegalStateException(new RuntimeException(new OutOfMemoryError("heap"))));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("MILLRACE_HEAP=6g ./millrace");
    assertOneSentence(run);
  }

  @Test
  void aStackThatIsTooSmallEndsInOneSentence() {
    Run run = sampleThatFailsWith(new StackOverflowError());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("MILLRACE_HEAP").contains("-Xss64m");
    assertOneSentence(run);
  }

  @Test
  void aSampleDoesNotReplaceAFolder() throws IOException {
    Path logs = Files.createDirectory(folder.resolve("logs"));
    Path file = Files.writeString(logs.resolve("monday.jsonl"), "the user's");
    Run run = Run.of("sample", "--calls", "5", logs.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains(logs.toString()).contains("is a folder");
    assertOneSentence(run);
    assertThat(file).hasContent("the user's");
    assertThat(folder.toFile().list()).containsExactly("logs");
  }

  private static void assertOneSentence(Run run) {
    assertThat(run.err().lines()).hasSize(1);
  }

  private static Run sampleThatFailsWith(Throwable failure) {
    return printingTo(new Failing(failure), "sample", "--calls", "5");
  }

  private static Run printingTo(OutputStream out, String... args) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, false, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            Map.of("MILLRACE_TRACE", "1"));
    int code = Main.run(terminal, args);
    return new Run(code, "", err.toString(StandardCharsets.UTF_8));
  }

  private static final class FullDisk extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      throw new IOException("No space left on device");
    }
  }

  private static final class Failing extends OutputStream {
    private final Throwable failure;

    Failing(Throwable failure) {
      this.failure = failure;
    }

    @Override
    public void write(int b) {
      switch (failure) {
        case Error e -> throw e;
        case RuntimeException e -> throw e;
        default -> throw new IllegalArgumentException(failure);
      }
    }
  }
}
