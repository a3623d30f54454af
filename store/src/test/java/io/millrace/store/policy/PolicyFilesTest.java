package io.millrace.store.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PolicyFilesTest {
  private static final KeptPolicy KEPT =
      new KeptPolicy(
          SamplePolicies.scenario(SamplePolicies.TICKETS),
          SamplePolicies.policy(SamplePolicies.TICKETS, SamplePolicies.ROUTER, 0.5),
          RetainedText.MASKED);

  @TempDir Path data;

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(data.resolve("policies"))) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void readsWhatItWrote() throws IOException {
    var files = new PolicyFiles(data);
    files.write("tickets-r7", KEPT);
    assertThat(names()).containsExactly("tickets-r7");
    KeptPolicy read = new PolicyFiles(data).load("tickets-r7");
    assertThat(read.template()).isEqualTo(KEPT.template());
    assertThat(read.text()).isEqualTo(RetainedText.MASKED);
    assertThat(read.policy().binding()).isEqualTo(KEPT.policy().binding());
    assertThat(read.policy().certificate()).isEqualTo(KEPT.policy().certificate());
    assertThat(PolicyFolder.studentBytes(read.policy().student()))
        .isEqualTo(PolicyFolder.studentBytes(KEPT.policy().student()));
  }

  @Test
  void oneBehindOthersIsKeptByItself() throws IOException {
    var files = new PolicyFiles(data);
    Policy behind = SamplePolicies.behind(KEPT.policy(), 0.5, "tickets-r1", "tickets-r2");
    files.write("tickets-r7", new KeptPolicy(KEPT.template(), behind, KEPT.text()));
    assertThat(files.load("tickets-r7").policy().binding()).isEqualTo(behind.binding());
    assertThat(Files.readString(files.place("tickets-r7").resolve("manifest.json")))
        .as("an older Millrace would ask it about calls that it is not for")
        .contains("\"version\" : 3");
  }

  @Test
  void aPolicyIsNeverReplaced() throws IOException {
    var files = new PolicyFiles(data);
    files.write("p1", KEPT);
    assertThatThrownBy(() -> files.write("p1", KEPT))
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith(data.resolve("policies").resolve("p1") + ": is there already");
    Files.createDirectory(data.resolve("policies").resolve("p2"));
    assertThatThrownBy(() -> files.write("p2", KEPT)).isInstanceOf(StoreException.class);
    assertThat(names()).containsExactly("p1", "p2");
    assertThat(files.load("p1").policy().name()).isEqualTo(KEPT.policy().name());
  }

  @Test
  void whatACrashLeftHalfWrittenIsWrittenAnew() throws IOException {
    Path partial = Files.createDirectories(data.resolve("policies").resolve(".p1.partial"));
    Files.createDirectory(partial.resolve("old"));
    Files.writeString(partial.resolve("old").resolve("student.bin"), "half");
    var files = new PolicyFiles(data);
    assertThatThrownBy(() -> files.load("p1"))
        .isInstanceOf(PolicyException.class)
        .hasMessageContaining("no such folder");
    files.write("p1", KEPT);
    assertThat(names()).containsExactly("p1");
    assertThat(data.resolve("policies").resolve("p1").resolve("old")).doesNotExist();
  }

  @Test
  void aChangedFileIsRefused() throws IOException {
    var files = new PolicyFiles(data);
    files.write("p1", KEPT);
    Path student = files.place("p1").resolve(SamplePolicies.TICKETS).resolve("student.bin");
    byte[] bytes = Files.readAllBytes(student);
    bytes[bytes.length / 2] ^= 1;
    Files.write(student, bytes);
    assertThatThrownBy(() -> files.load("p1"))
        .isInstanceOf(PolicyException.class)
        .hasMessageStartingWith(student.toString());
  }

  @Test
  void aFolderOfManyPoliciesIsNotOne() throws IOException {
    PolicyFolder.write(SamplePolicies.shop(), data.resolve("policies").resolve("p1"));
    assertThatThrownBy(() -> new PolicyFiles(data).load("p1"))
        .isInstanceOf(PolicyException.class)
        .hasMessageContaining("holds 2 policies and 3 scenarios");
  }

  @Test
  void anIdNamesAFolderBesideTheOthers() {
    var files = new PolicyFiles(data);
    for (String id : List.of("", ".", "..", "../p1", "a/b", ".hidden", "a b", "a\0b", "票")) {
      assertThatThrownBy(() -> files.write(id, KEPT)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(data.resolve("policies")).doesNotExist();
  }

  @Test
  void aFolderThatCannotBeWrittenIsReported() throws IOException {
    Files.writeString(data.resolve("policies"), "a file");
    assertThatThrownBy(() -> new PolicyFiles(data).write("p1", KEPT))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("no policy was added");
  }
}
