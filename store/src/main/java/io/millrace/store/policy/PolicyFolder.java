package io.millrace.store.policy;

import io.millrace.learn.student.Student;
import io.millrace.learn.student.Students;
import io.millrace.learn.template.ScenarioTemplate;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/*
 * A folder of policies:
 *
 *   manifest.json             format version, and the SHA-256 of every other file
 *   scenarios.json            the templates of all scenarios, certified or not
 *   ID/policy.json            binding, certificate and provenance of scenario ID
 *   ID/student.bin            its student
 *
 * The manifest is written last, so a folder without one is half written.
 */

/// Writes and reads a folder of policies.
public final class PolicyFolder {
  static final int VERSION = 1;
  private static final String MANIFEST = "manifest.json";
  private static final String SCENARIOS = "scenarios.json";

  private PolicyFolder() {}

  /// Writes a set of policies into an empty or absent folder; the bytes depend on nothing but the
  /// set. The caller moves the folder into place once it is whole.
  public static void write(PolicySet set, Path folder) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    ArrayNode scenarios = PolicyJson.MAPPER.createArrayNode();
    set.scenarios().forEach(s -> scenarios.add(PolicyJson.MAPPER.readTree(s.toJson())));
    files.put(SCENARIOS, PolicyJson.bytes(scenarios));
    for (Policy policy : set.policies().values()) {
      String prefix = policy.scenarioId() + "/";
      files.put(prefix + "policy.json", PolicyJson.bytes(PolicyJson.write(policy)));
      files.put(prefix + "student.bin", studentBytes(policy.student()));
    }
    ObjectNode manifest = PolicyJson.MAPPER.createObjectNode().put("version", VERSION);
    ObjectNode hashes = manifest.putObject("files");
    files.forEach((name, bytes) -> hashes.put(name, Sha256.of(bytes)));
    Files.createDirectories(folder);
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
    Files.write(folder.resolve(MANIFEST), PolicyJson.bytes(manifest));
  }

  /// A student as it is stored.
  public static byte[] studentBytes(Student student) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      student.write(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /// A student from its stored bytes.
  public static Student student(byte[] bytes) throws IOException {
    return Students.read(new DataInputStream(new ByteArrayInputStream(bytes)));
  }

  static PolicySet read(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new PolicyException(
          folder + ": no such folder of policies; an audit writes one as OUT/policies");
    }
    Map<String, byte[]> files = checkedFiles(folder);
    List<ScenarioTemplate> scenarios = new ArrayList<>();
    byte[] scenarioBytes = files.get(SCENARIOS);
    if (scenarioBytes == null) {
      throw new PolicyException(
          folder.resolve(SCENARIOS) + ": not in the manifest; run the audit again");
    }
    for (JsonNode node : parse(folder.resolve(SCENARIOS), scenarioBytes)) {
      scenarios.add(readTemplate(folder, node));
    }
    List<Policy> policies = new ArrayList<>();
    for (String name : files.keySet()) {
      if (name.endsWith("/policy.json")) {
        policies.add(readPolicy(folder, name, files));
      }
    }
    return new PolicySet(scenarios, policies);
  }

  private static ScenarioTemplate readTemplate(Path folder, JsonNode node) {
    try {
      return ScenarioTemplate.fromJson(node.toString());
    } catch (RuntimeException e) {
      throw new PolicyException(
          folder.resolve(SCENARIOS)
              + ": not a template ("
              + e.getMessage()
              + "); run the audit again",
          e);
    }
  }

  private static Policy readPolicy(Path folder, String name, Map<String, byte[]> files) {
    Path path = folder.resolve(name);
    String studentName = name.replace("/policy.json", "/student.bin");
    byte[] studentBytes = files.get(studentName);
    if (studentBytes == null) {
      throw new PolicyException(
          folder.resolve(studentName) + ": not in the manifest; run the audit again");
    }
    byte[] policyBytes = files.get(name);
    if (policyBytes == null) {
      throw new PolicyException(path + ": not in the manifest; run the audit again");
    }
    try {
      Policy policy = PolicyJson.read(parse(path, policyBytes), student(studentBytes));
      if (!Sha256.of(studentBytes).equals(policy.certificate().studentHash())) {
        throw new PolicyException(
            path
                + ": its certificate is for another student than "
                + studentName
                + "; run the audit again");
      }
      return policy;
    } catch (IOException | IllegalArgumentException | JacksonException e) {
      throw new PolicyException(
          path + ": cannot be read (" + e.getMessage() + "); run the audit again", e);
    }
  }

  private static Map<String, byte[]> checkedFiles(Path folder) {
    Path manifestPath = folder.resolve(MANIFEST);
    JsonNode manifest = parse(manifestPath, bytes(manifestPath, "the folder is half written"));
    if (manifest.path("version").asInt(0) != VERSION) {
      throw new PolicyException(
          manifestPath
              + ": format version "
              + manifest.path("version")
              + ", this Millrace reads "
              + VERSION);
    }
    Map<String, byte[]> files = new TreeMap<>();
    for (Map.Entry<String, JsonNode> file : manifest.path("files").properties()) {
      Path path = folder.resolve(file.getKey()).normalize();
      if (!path.startsWith(folder.normalize())) {
        throw new PolicyException(
            manifestPath + ": names a file outside of the folder: " + file.getKey());
      }
      byte[] content = bytes(path, "the manifest names it");
      if (!Sha256.of(content).equals(file.getValue().asString(""))) {
        throw new PolicyException(
            path
                + ": its content is not what the manifest says: changed or half written; run the"
                + " audit again");
      }
      files.put(file.getKey(), content);
    }
    return files;
  }

  private static byte[] bytes(Path path, String why) {
    try {
      return Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      throw new PolicyException(path + ": missing, though " + why + "; run the audit again", e);
    } catch (IOException e) {
      throw new PolicyException(path + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static JsonNode parse(Path path, byte[] bytes) {
    try {
      return PolicyJson.MAPPER.readTree(new String(bytes, StandardCharsets.UTF_8));
    } catch (JacksonException e) {
      throw new PolicyException(path + ": not JSON: " + e.getOriginalMessage(), e);
    }
  }
}
