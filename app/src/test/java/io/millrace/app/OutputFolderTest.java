package io.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OutputFolderTest {
  @TempDir Path folder;

  @Test
  void replacesAFileAndAFolderOfOurs() throws IOException {
    put("report.json", "earlier");
    put("policies/manifest.json", "earlier");
    put("policies/student.bin", "earlier");
    try (OutputFolder output = OutputFolder.open(folder)) {
      output.file("report.json", o -> o.write(bytes("new")));
      output.folder("policies", f -> manifest(f, "new"));
      assertThat(folder.resolve("report.json")).hasContent("earlier");
      output.publish();
    }
    assertThat(folder.resolve("report.json")).hasContent("new");
    assertThat(folder.resolve("policies/manifest.json")).hasContent("new");
    assertThat(folder.resolve("policies/student.bin")).doesNotExist();
    assertOnly("report.json", "policies");
  }

  @Test
  void replacesAnEmptyFolder() throws IOException {
    Files.createDirectory(folder.resolve("policies"));
    try (OutputFolder output = OutputFolder.open(folder)) {
      output.folder("policies", f -> manifest(f, "new"));
      output.publish();
    }
    assertThat(folder.resolve("policies/manifest.json")).hasContent("new");
    assertOnly("policies");
  }

  @Test
  void refusesToReplaceAFolderWithAFileBeforeWritingAnything() throws IOException {
    put("logs/monday.jsonl", "the user's");
    boolean[] written = {false};
    try (OutputFolder output = OutputFolder.open(folder)) {
      assertThatThrownBy(() -> output.file("logs", o -> written[0] = true))
          .isInstanceOf(UnusableException.class)
          .hasMessageContaining(folder.resolve("logs").toString())
          .hasMessageContaining("is a folder")
          .hasMessageContaining("move it away");
    }
    assertThat(written[0]).isFalse();
    assertThat(folder.resolve("logs/monday.jsonl")).hasContent("the user's");
    assertOnly("logs");
  }

  @Test
  void refusesToReplaceAFolderThatIsNotOurs() throws IOException {
    put("policies/travel.md", "the user's");
    boolean[] written = {false};
    try (OutputFolder output = OutputFolder.open(folder)) {
      assertThatThrownBy(() -> output.folder("policies", f -> written[0] = true))
          .isInstanceOf(UnusableException.class)
          .hasMessageContaining(folder.resolve("policies").toString())
          .hasMessageContaining("did not write")
          .hasMessageContaining("move it away");
    }
    assertThat(written[0]).isFalse();
    assertThat(folder.resolve("policies/travel.md")).hasContent("the user's");
    assertOnly("policies");
  }

  @Test
  void refusesToReplaceAFileWithAFolder() throws IOException {
    put("policies", "the user's");
    try (OutputFolder output = OutputFolder.open(folder)) {
      assertThatThrownBy(() -> output.checkFolder("policies"))
          .isInstanceOf(UnusableException.class)
          .hasMessageContaining("is a file");
    }
    assertThat(folder.resolve("policies")).hasContent("the user's");
  }

  @Test
  void refusesToReplaceALink() throws IOException {
    put("elsewhere", "the user's");
    Files.createSymbolicLink(folder.resolve("report.json"), folder.resolve("elsewhere"));
    try (OutputFolder output = OutputFolder.open(folder)) {
      assertThatThrownBy(() -> output.checkFile("report.json"))
          .isInstanceOf(UnusableException.class)
          .hasMessageContaining("is a link");
    }
    assertThat(folder.resolve("report.json")).isSymbolicLink();
  }

  @Test
  void refusesTheNamesItUsesItself() {
    try (OutputFolder output = OutputFolder.open(folder)) {
      assertThatThrownBy(() -> output.file(".millrace-lock", o -> o.write('x')))
          .isInstanceOf(UnusableException.class)
          .hasMessageContaining("choose another");
    }
  }

  @Test
  void refusesWhatCameUpBetweenWritingAndPublishing() throws IOException {
    put("a", "earlier");
    try (OutputFolder output = OutputFolder.open(folder)) {
      output.file("a", o -> o.write(bytes("new")));
      output.folder("policies", f -> manifest(f, "new"));
      put("policies/travel.md", "the user's");
      assertThatThrownBy(output::publish).isInstanceOf(UnusableException.class);
    }
    assertThat(folder.resolve("a")).hasContent("earlier");
    assertThat(folder.resolve("policies/travel.md")).hasContent("the user's");
    assertOnly("a", "policies");
  }

  @Test
  void aMoveThatFailsLeavesEverythingAsItWas() throws IOException {
    put("a", "earlier a");
    put("policies/manifest.json", "earlier policies");
    put("d", "earlier d");
    try (OutputFolder output = OutputFolder.open(folder)) {
      output.file("a", o -> o.write(bytes("new")));
      output.file("b", o -> o.write(bytes("new")));
      output.folder("policies", f -> manifest(f, "new"));
      output.file("c", o -> o.write(bytes("new")));
      output.file("d", o -> o.write(bytes("new")));
      output.file("e", o -> o.write(bytes("new")));
      Files.delete(folder.resolve(".millrace-next/d"));
      assertThatThrownBy(output::publish)
          .isInstanceOf(UnusableException.class)
          .hasMessageContaining("Earlier results are untouched");
    }
    assertThat(folder.resolve("a")).hasContent("earlier a");
    assertThat(folder.resolve("policies/manifest.json")).hasContent("earlier policies");
    assertThat(folder.resolve("d")).hasContent("earlier d");
    assertOnly("a", "policies", "d");
  }

  @Test
  void whatACrashLeftHalfPublishedIsPutBack() throws IOException {
    put("a", "new");
    put("policies/manifest.json", "new");
    put("b", "new");
    put(".millrace-old/a", "earlier a");
    put(".millrace-old/policies/manifest.json", "earlier policies");
    put(".millrace-old/c", "earlier c");
    put(".millrace-old/.fresh/b", "");
    put(".millrace-old/.fresh/d", "");
    put(".millrace-next/c", "new");
    put(".millrace-next/d", "new");
    OutputFolder.open(folder).close();
    assertThat(folder.resolve("a")).hasContent("earlier a");
    assertThat(folder.resolve("policies/manifest.json")).hasContent("earlier policies");
    assertThat(folder.resolve("c")).hasContent("earlier c");
    assertOnly("a", "policies", "c");
  }

  @Test
  void whatACrashLeftAfterPublishingStaysPublished() throws IOException {
    put("a", "new");
    put(".millrace-done/a", "earlier");
    Files.createDirectory(folder.resolve(".millrace-next"));
    OutputFolder.open(folder).close();
    assertThat(folder.resolve("a")).hasContent("new");
    assertOnly("a");
  }

  @Test
  void whatTheUserPutThereAfterACrashIsNotOverwritten() throws IOException {
    put("a", "the user's");
    put(".millrace-old/a", "earlier");
    put(".millrace-next/a", "new");
    assertThatThrownBy(() -> OutputFolder.open(folder))
        .isInstanceOf(UnusableException.class)
        .hasMessageContaining(folder.resolve("a").toString())
        .hasMessageContaining(".millrace-old");
    assertThat(folder.resolve("a")).hasContent("the user's");
    assertThat(folder.resolve(".millrace-old/a")).hasContent("earlier");
    Files.delete(folder.resolve("a"));
    OutputFolder.open(folder).close();
    assertThat(folder.resolve("a")).hasContent("earlier");
    assertOnly("a");
  }

  @Test
  void oneRunAtATime() throws IOException {
    try (OutputFolder first = OutputFolder.open(folder)) {
      first.file("a", o -> o.write('x'));
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> OutputFolder.open(folder.resolve("../" + folder.getFileName())))
            .isInstanceOf(UnusableException.class)
            .hasMessageContaining("is being written by another millrace")
            .hasMessageContaining("--out");
      }
      first.publish();
    }
    OutputFolder.open(folder).close();
    assertOnly("a");
  }

  @Test
  void keepsAnotherProcessOutEvenAfterARefusalInThisOne() throws IOException {
    try (OutputFolder first = OutputFolder.open(folder)) {
      first.file("a", o -> o.write('x'));
      assertThatThrownBy(() -> OutputFolder.open(folder)).isInstanceOf(UnusableException.class);
      try (OtherProcess other = OtherProcess.lockingIn(folder)) {
        assertThat(other.locked).isFalse();
      }
      first.publish();
    }
    assertOnly("a");
  }

  @Test
  void isKeptOutByAnotherProcessUntilThatEnds() throws IOException {
    try (OtherProcess other = OtherProcess.lockingIn(folder)) {
      assertThat(other.locked).isTrue();
      assertThatThrownBy(() -> OutputFolder.open(folder))
          .isInstanceOf(UnusableException.class)
          .hasMessageContaining("is being written by another millrace");
    }
    assertOnly(".millrace-lock");
    OutputFolder.open(folder).close();
    assertThat(folder).isEmptyDirectory();
  }

  private void assertOnly(String... names) {
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder(names);
  }

  private void put(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.resolveSibling("."));
    Files.writeString(file, content);
  }

  private static void manifest(Path folder, String content) throws IOException {
    Files.createDirectory(folder);
    Files.writeString(folder.resolve("manifest.json"), content);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// A process that tries to lock a folder as a run of Millrace does, and ends when it is closed.
  private static final class OtherProcess implements AutoCloseable {
    private static final String SOURCE =
        """
        import java.nio.channels.FileChannel;
        import java.nio.file.Path;
        import java.nio.file.StandardOpenOption;

        class Holder {
          public static void main(String[] args) throws Exception {
            try (FileChannel channel =
                FileChannel.open(
                    Path.of(args[0]), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
              System.out.println(channel.tryLock() != null ? "locked" : "busy");
              System.in.read();
            }
          }
        }
        """;

    private final Process process;
    private final Path source;
    private final boolean locked;

    private OtherProcess(Process process, Path source) throws IOException {
      this.process = process;
      this.source = source;
      String line = process.inputReader(StandardCharsets.UTF_8).readLine();
      assertThat(line).isIn("locked", "busy");
      this.locked = line.equals("locked");
    }

    static OtherProcess lockingIn(Path folder) throws IOException {
      Path source = Files.writeString(Files.createTempFile("Holder", ".java"), SOURCE);
      return new OtherProcess(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  source.toString(),
                  folder.resolve(".millrace-lock").toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start(),
          source);
    }

    @Override
    public void close() throws IOException {
      process.getOutputStream().close();
      assertThat(process.onExit()).succeedsWithin(Duration.ofMinutes(1));
      Files.delete(source);
    }
  }
}
