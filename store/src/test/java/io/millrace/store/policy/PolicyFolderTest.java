package io.millrace.store.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.Request;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

final class PolicyFolderTest {
  private static final String MANIFEST = "manifest.json";
  private static final String SCENARIOS = "scenarios.json";
  private static final String POLICY = SamplePolicies.TICKETS + "/policy.json";
  private static final String STUDENT = SamplePolicies.TICKETS + "/student.bin";

  @TempDir Path temporary;
  private Path folder = Path.of("");

  @BeforeEach
  void write() throws IOException {
    folder = temporary.resolve("policies");
    PolicyFolder.write(SamplePolicies.shop(), folder);
  }

  @Test
  void readsWhatItWrote() {
    PolicySet written = SamplePolicies.shop();
    PolicySet read = PolicySet.load(folder);
    assertThat(read.scenarios()).isEqualTo(written.scenarios());
    assertThat(read.size()).isEqualTo(2);
    for (String scenario : List.of(SamplePolicies.TICKETS, SamplePolicies.TONES)) {
      Policy before = written.policy(scenario).orElseThrow();
      Policy after = read.policy(scenario).orElseThrow();
      assertThat(after)
          .isEqualTo(
              new Policy(
                  scenario,
                  before.name(),
                  before.binding(),
                  before.certificate(),
                  before.provenance(),
                  after.student()));
      assertThat(PolicyFolder.studentBytes(after.student()))
          .isEqualTo(PolicyFolder.studentBytes(before.student()));
    }
  }

  @Test
  void decidesAfterReadingAsBefore() {
    PolicySet written = SamplePolicies.shop();
    PolicySet read = PolicySet.load(folder);
    int byStudent = 0;
    for (String input : SamplePolicies.inputs()) {
      for (var scenario : written.scenarios()) {
        Request request = SamplePolicies.request(scenario.id(), input);
        Decision decision = written.decide(request);
        assertThat(read.decide(request)).isEqualTo(decision);
        byStudent += decision instanceof Decision.ByStudent ? 1 : 0;
      }
    }
    assertThat(byStudent).isPositive();
  }

  @Test
  void writesTheSameBytesForTheSameSet() throws IOException {
    Path again = temporary.resolve("again");
    var reordered =
        new PolicySet(
            SamplePolicies.scenarios(),
            List.of(
                SamplePolicies.policy(SamplePolicies.TONES, SamplePolicies.CRITIC, 0.5),
                SamplePolicies.policy(SamplePolicies.TICKETS, SamplePolicies.ROUTER, 0.5)));
    PolicyFolder.write(reordered, again);
    assertThat(files(again)).isEqualTo(files(folder)).hasSize(6);
    Path third = temporary.resolve("third");
    PolicyFolder.write(PolicySet.load(folder), third);
    assertThat(files(third)).isEqualTo(files(folder));
  }

  @Test
  void remembersThatTextWasMaskedAndTakesOldFoldersForPlain() throws IOException {
    Path masked = temporary.resolve("masked");
    PolicyFolder.write(
        new PolicySet(SamplePolicies.scenarios(), List.of(), RetainedText.MASKED), masked);
    assertThat(PolicySet.load(masked).text()).isEqualTo(RetainedText.MASKED);
    Path manifest = masked.resolve("manifest.json");
    String json = Files.readString(manifest);
    String old = json.replaceFirst("\"text\"\\s*:\\s*\"masked\"\\s*,", "");
    assertThat(old).isNotEqualTo(json);
    Files.writeString(manifest, old);
    assertThat(PolicySet.load(masked).text()).isEqualTo(RetainedText.PLAIN);
  }

  @Test
  void readsAFolderHoweverItIsNamed() {
    Path here = Path.of("").toAbsolutePath();
    assertThat(PolicySet.load(here.relativize(folder.toAbsolutePath())).size()).isEqualTo(2);
    assertThat(PolicySet.load(folder.resolve(SamplePolicies.TONES).resolve("..")).size())
        .isEqualTo(2);
  }

  @Test
  void namesAFolderThatIsNotThere() {
    refuses(temporary.resolve("nowhere"), "nowhere", "no such folder");
  }

  @Test
  void namesAMissingFile() throws IOException {
    for (String name : List.of(MANIFEST, SCENARIOS, POLICY, STUDENT)) {
      byte[] content = Files.readAllBytes(folder.resolve(name));
      Files.delete(folder.resolve(name));
      refuses(folder.resolve(name), "missing");
      Files.write(folder.resolve(name), content);
    }
    assertThat(PolicySet.load(folder).size()).isEqualTo(2);
  }

  @Test
  void namesAFileWithAFlippedBit() throws IOException {
    for (String name : List.of(SCENARIOS, POLICY, STUDENT)) {
      byte[] content = Files.readAllBytes(folder.resolve(name));
      byte[] flipped = content.clone();
      flipped[flipped.length / 2] ^= 1;
      Files.write(folder.resolve(name), flipped);
      refuses(folder.resolve(name), "changed or half written");
      Files.write(folder.resolve(name), content);
    }
  }

  @Test
  void namesAManifestThatIsCutOffOrOfAnotherFormat() throws IOException {
    Path manifest = folder.resolve(MANIFEST);
    String text = Files.readString(manifest);
    Files.writeString(manifest, text.substring(0, text.length() / 2));
    refuses(manifest, "not JSON", "damaged or half written");
    Files.writeString(manifest, text.replaceFirst("\"version\" : 1", "\"version\" : 4"));
    refuses(manifest, "format version 4");
    Files.writeString(manifest, "");
    refuses(manifest, "format version");
  }

  @Test
  void refusesNamesInTheManifestThatNoFolderHas() throws IOException {
    for (String odd : List.of("a\0b", "../outside.json", "/etc/hostname", "")) {
      ObjectNode manifest = (ObjectNode) json(MANIFEST);
      ((ObjectNode) manifest.get("files")).put(odd, "00");
      byte[] before = Files.readAllBytes(folder.resolve(MANIFEST));
      Files.write(folder.resolve(MANIFEST), PolicyJson.bytes(manifest));
      refuses(odd.isEmpty() ? folder : folder.resolve(MANIFEST), ": ");
      Files.write(folder.resolve(MANIFEST), before);
    }
  }

  @Test
  void refusesFilesThatTheManifestDoesNotName() throws IOException {
    for (String name : List.of(SCENARIOS, STUDENT)) {
      byte[] before = Files.readAllBytes(folder.resolve(MANIFEST));
      ObjectNode manifest = (ObjectNode) json(MANIFEST);
      ((ObjectNode) manifest.get("files")).remove(name);
      Files.write(folder.resolve(MANIFEST), PolicyJson.bytes(manifest));
      refuses(folder.resolve(name), "not in the manifest");
      Files.write(folder.resolve(MANIFEST), before);
    }
  }

  @Test
  void refusesOneScenarioTwice() throws IOException {
    ArrayNode scenarios = (ArrayNode) json(SCENARIOS);
    scenarios.add(scenarios.get(0));
    replace(SCENARIOS, PolicyJson.bytes(scenarios));
    refuses(folder.resolve(SCENARIOS), "damaged or half written", SamplePolicies.TICKETS);
  }

  @Test
  void refusesAPolicyWhoseScenarioIsNotKnown() throws IOException {
    ArrayNode scenarios = (ArrayNode) json(SCENARIOS);
    scenarios.remove(0);
    replace(SCENARIOS, PolicyJson.bytes(scenarios));
    refuses(folder.resolve(SCENARIOS), SamplePolicies.TICKETS);
  }

  @Test
  void refusesBrokenTemplates() throws IOException {
    for (String broken : List.of("", "{}", "[7]", "[{\"id\": \"x\"}]", "[")) {
      replace(SCENARIOS, broken.getBytes(StandardCharsets.UTF_8));
      refuses(folder.resolve(SCENARIOS), "damaged or half written");
    }
  }

  @Test
  void refusesAPolicyInTheFolderOfAnotherScenario() throws IOException {
    ObjectNode policy = (ObjectNode) json(POLICY);
    policy.put("scenario", SamplePolicies.LEGAL);
    replace(POLICY, PolicyJson.bytes(policy));
    refuses(folder.resolve(POLICY), "damaged or half written", SamplePolicies.LEGAL);
  }

  @Test
  void refusesABrokenPolicy() throws IOException {
    byte[] whole = Files.readAllBytes(folder.resolve(POLICY));
    for (String field : List.of("scenario", "name", "binding", "certificate", "provenance")) {
      for (JsonNode value : List.of(json("{}"), json("[7]"), json("null"))) {
        ObjectNode policy = (ObjectNode) PolicyJson.MAPPER.readTree(whole);
        policy.set(field, value);
        replace(POLICY, PolicyJson.bytes(policy));
        refuses(folder.resolve(POLICY), "damaged or half written");
      }
    }
  }

  @Test
  void refusesABrokenStudent() throws IOException {
    byte[] whole = Files.readAllBytes(folder.resolve(STUDENT));
    for (int length = 0; length < whole.length; length += 1 + whole.length / 40) {
      replace(STUDENT, Arrays.copyOf(whole, length));
      refuses(folder.resolve(STUDENT), "damaged or half written", "not a student");
    }
  }

  @Test
  void refusesACertificateForAnotherStudent() throws IOException {
    replace(STUDENT, PolicyFolder.studentBytes(SamplePolicies.CRITIC));
    refuses(folder.resolve(POLICY), "another student");
  }

  private void refuses(Path named, String... words) {
    Path place = Files.isDirectory(folder) && named.startsWith(folder) ? folder : named;
    assertThatThrownBy(() -> PolicySet.load(place))
        .isInstanceOf(PolicyException.class)
        .hasMessageStartingWith(named.toString())
        .satisfies(e -> assertThat(e.getMessage()).contains(List.of(words)));
  }

  /// Puts other content into a file, with a manifest that agrees.
  private void replace(String name, byte[] content) throws IOException {
    Files.write(folder.resolve(name), content);
    ObjectNode manifest = (ObjectNode) json(MANIFEST);
    ((ObjectNode) manifest.get("files")).put(name, Sha256.of(content));
    Files.write(folder.resolve(MANIFEST), PolicyJson.bytes(manifest));
  }

  private JsonNode json(String text) throws IOException {
    boolean file = text.endsWith(".json");
    return PolicyJson.MAPPER.readTree(file ? Files.readString(folder.resolve(text)) : text);
  }

  private static Map<String, String> files(Path folder) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        files.put(folder.relativize(path).toString(), Sha256.of(Files.readAllBytes(path)));
      }
    }
    return files;
  }
}
