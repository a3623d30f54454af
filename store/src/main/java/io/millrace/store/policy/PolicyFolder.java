package io.millrace.store.policy;

import io.millrace.learn.route.Router;
import io.millrace.learn.student.Student;
import io.millrace.learn.student.Students;
import io.millrace.learn.template.ScenarioTemplate;
import io.millrace.model.Certificate;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/*
 * A folder of policies:
 *
 *   manifest.json             format version, what text it holds (plain or masked), and the SHA-256 of every other file
 *   scenarios.json            the templates of all scenarios, certified or not
 *   ID/policy.json            binding, certificate and provenance of scenario ID
 *   ID/student.bin            its student, or
 *   ID/router.bin             the router before its cheaper model
 *
 * Version 2 of the manifest is of folders that hold a router, version 3 of those with a policy that stands
 * behind others; an older Millrace refuses them. The manifest is written last, so a folder without one is
 * half written.
 */

/// Writes and reads a folder of policies.
public final class PolicyFolder {
  static final int VERSION = 3;
  private static final String MANIFEST = "manifest.json";
  private static final String SCENARIOS = "scenarios.json";
  private static final String POLICY = "/policy.json";
  private static final String STUDENT = "/student.bin";
  private static final String ROUTER = "/router.bin";

  private PolicyFolder() {}

  /// Writes a set of policies into an empty or absent folder; the bytes depend on nothing but the
  /// set. The caller moves the folder into place once it is whole.
  ///
  /// @throws IllegalArgumentException for two policies of one scenario, for which a folder has no
  ///   place
  public static void write(PolicySet set, Path folder) throws IOException {
    write(new Content(set.scenarios(), set.policies(), set.text()), folder);
  }

  /// What a folder holds: a set, or one policy by itself, which may stand behind others.
  record Content(List<ScenarioTemplate> scenarios, List<Policy> policies, RetainedText text) {}

  static void write(Content content, Path folder) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    ArrayNode scenarios = PolicyJson.MAPPER.createArrayNode();
    content.scenarios().forEach(s -> scenarios.add(PolicyJson.MAPPER.readTree(s.toJson())));
    files.put(SCENARIOS, PolicyJson.bytes(scenarios));
    for (Policy policy : content.policies()) {
      String id = policy.scenarioId();
      if (files.put(id + POLICY, PolicyJson.bytes(PolicyJson.write(policy))) != null) {
        throw new IllegalArgumentException("a folder holds one policy of scenario " + id);
      }
      switch (policy.answerer()) {
        case Answerer.OfStudent(Student student) -> files.put(id + STUDENT, studentBytes(student));
        case Answerer.OfModel of -> files.put(id + ROUTER, routerBytes(of.router()));
      }
    }
    int version = content.policies().stream().mapToInt(PolicyJson::version).max().orElse(1);
    ObjectNode manifest = PolicyJson.MAPPER.createObjectNode().put("version", version);
    manifest.put("text", content.text() == RetainedText.MASKED ? "masked" : "plain");
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

  /// A policy's certificate as it stands in its file; where a cheaper model answers, with
  /// `answerer`, which names it.
  public static String certificateJson(Policy policy) {
    ObjectNode json = PolicyJson.write(policy.certificate());
    if (policy.answerer() instanceof Answerer.OfModel of) {
      json.set("answerer", PolicyJson.write(of.by()));
    }
    return json.toString();
  }

  /// What [#certificateJson] was made of.
  ///
  /// @throws IllegalArgumentException when it was made of no certificate
  public static Certificate certificate(String certificateJson) {
    try {
      return PolicyJson.readCertificate(PolicyJson.MAPPER.readTree(certificateJson));
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not a certificate", e);
    }
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
    return Students.read(new DataInputStream(new BytesInput(bytes)));
  }

  /// The cheaper model that answers under a policy, by what [#certificateJson] gave; empty where a
  /// student does.
  public static Optional<CheaperModel> answeredBy(String certificateJson) {
    try {
      JsonNode json = PolicyJson.MAPPER.readTree(certificateJson);
      return PolicyJson.ofModel(json) ? Optional.of(PolicyJson.cheaper(json)) : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  /// A router as it is stored.
  public static byte[] routerBytes(Router router) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      router.write(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /// A router from its stored bytes.
  public static Router router(byte[] bytes) throws IOException {
    return Router.read(new DataInputStream(new BytesInput(bytes)));
  }

  /// Reads a folder that holds a set.
  static PolicySet readSet(Path folder) {
    Content content = read(folder);
    if (content.policies().stream().anyMatch(policy -> policy.binding().step() > 0)) {
      throw new PolicyException(
          folder
              + ": holds a policy that is asked behind others, which are not in it; serve the data"
              + " folder that it is of (--data)");
    }
    try {
      return new PolicySet(content.scenarios(), content.policies(), content.text());
    } catch (RuntimeException e) {
      throw damaged(folder.resolve(SCENARIOS), reason(e), e);
    }
  }

  static Content read(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new PolicyException(
          folder + ": no such folder of policies; an audit writes one as OUT/policies");
    }
    Map<String, byte[]> files = checkedFiles(folder);
    List<ScenarioTemplate> scenarios = readScenarios(folder, files);
    RetainedText text = readText(folder);
    // On all cores: a gateway waits for this at its start.
    List<Policy> policies =
        files.keySet().parallelStream()
            .filter(name -> name.endsWith(POLICY))
            .map(name -> readPolicy(folder, name, files))
            .toList();
    return new Content(scenarios, policies, text);
  }

  /// Folders of before the field was there hold plain text.
  private static RetainedText readText(Path folder) {
    Path path = folder.resolve(MANIFEST);
    String text =
        parse(path, bytes(path, "every folder of policies has it")).path("text").asString("plain");
    return switch (text) {
      case "plain" -> RetainedText.PLAIN;
      case "masked" -> RetainedText.MASKED;
      default -> throw damaged(path, "text is neither plain nor masked", null);
    };
  }

  private static List<ScenarioTemplate> readScenarios(Path folder, Map<String, byte[]> files) {
    Path path = folder.resolve(SCENARIOS);
    JsonNode json = parse(path, listed(folder, SCENARIOS, files));
    if (!json.isArray()) {
      throw damaged(path, "not a list of templates", null);
    }
    List<ScenarioTemplate> scenarios = new ArrayList<>();
    for (JsonNode node : json) {
      try {
        scenarios.add(ScenarioTemplate.fromJson(node.toString()));
      } catch (RuntimeException e) {
        throw damaged(path, "not a template: " + reason(e), e);
      }
    }
    return scenarios;
  }

  private static Policy readPolicy(Path folder, String name, Map<String, byte[]> files) {
    Path path = folder.resolve(name);
    String scenario = name.substring(0, name.length() - POLICY.length());
    JsonNode json = parse(path, listed(folder, name, files));
    String weights = scenario + (PolicyJson.ofModel(json) ? ROUTER : STUDENT);
    byte[] bytes = listed(folder, weights, files);
    Policy policy = readPolicy(path, json, readAnswerer(folder.resolve(weights), json, bytes));
    if (!policy.scenarioId().equals(scenario)) {
      throw damaged(path, "it is for scenario " + policy.scenarioId(), null);
    }
    if (!Sha256.of(bytes).equals(policy.certificate().studentHash())) {
      String kind = PolicyJson.ofModel(json) ? "router" : "student";
      throw damaged(path, "its certificate is for another " + kind + " than " + weights, null);
    }
    return policy;
  }

  private static Policy readPolicy(Path path, JsonNode json, Answerer answerer) {
    try {
      return PolicyJson.read(json, answerer);
    } catch (RuntimeException e) {
      throw damaged(path, "not a policy: " + reason(e), e);
    }
  }

  private static Answerer readAnswerer(Path path, JsonNode json, byte[] bytes) {
    if (!PolicyJson.ofModel(json)) {
      return new Answerer.OfStudent(readStudent(path, bytes));
    }
    Router router;
    try {
      router = router(bytes);
    } catch (IOException | RuntimeException e) {
      throw damaged(path, "not a router: " + reason(e), e);
    }
    try {
      return new Answerer.OfModel(PolicyJson.cheaper(json), router);
    } catch (RuntimeException e) {
      throw damaged(path.resolveSibling("policy.json"), "not a policy: " + reason(e), e);
    }
  }

  private static Student readStudent(Path path, byte[] bytes) {
    try {
      return student(bytes);
    } catch (IOException | RuntimeException e) {
      throw damaged(path, "not a student: " + reason(e), e);
    }
  }

  private static byte[] listed(Path folder, String name, Map<String, byte[]> files) {
    byte[] bytes = files.get(name);
    if (bytes == null) {
      throw damaged(folder.resolve(name), "not in the manifest", null);
    }
    return bytes;
  }

  private static Map<String, byte[]> checkedFiles(Path folder) {
    Path manifestPath = folder.resolve(MANIFEST);
    JsonNode manifest = parse(manifestPath, bytes(manifestPath, "every folder of policies has it"));
    int version = manifest.path("version").asInt(0);
    if (version < 1 || version > VERSION) {
      throw new PolicyException(
          manifestPath
              + ": format version "
              + manifest.path("version")
              + ", this Millrace reads "
              + VERSION);
    }
    return manifest.path("files").properties().parallelStream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                file -> checked(folder, file.getKey(), file.getValue().asString("")),
                (first, _) -> first,
                TreeMap::new));
  }

  private static byte[] checked(Path folder, String name, String hash) {
    Path path = inside(folder, name);
    byte[] content = bytes(path, "the manifest names it");
    if (!Sha256.of(content).equals(hash)) {
      throw new PolicyException(
          path
              + ": its content is not what the manifest says: changed or half written; run the"
              + " audit again");
    }
    return content;
  }

  private static Path inside(Path folder, String name) {
    Path manifest = folder.resolve(MANIFEST);
    Path path;
    try {
      path = folder.resolve(name);
    } catch (InvalidPathException e) {
      throw damaged(manifest, "names a file that cannot exist: " + reason(e), e);
    }
    if (!absolute(path).startsWith(absolute(folder))) {
      throw damaged(manifest, "names a file outside of the folder: " + name, null);
    }
    return path;
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }

  private static byte[] bytes(Path path, String why) {
    try {
      return Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      throw damaged(path, "missing, though " + why, e);
    } catch (IOException e) {
      throw new PolicyException(path + ": cannot be read: " + reason(e), e);
    }
  }

  private static JsonNode parse(Path path, byte[] bytes) {
    try {
      return PolicyJson.MAPPER.readTree(new String(bytes, StandardCharsets.UTF_8));
    } catch (JacksonException e) {
      throw damaged(path, "not JSON: " + e.getOriginalMessage(), e);
    }
  }

  /// A checksum cannot tell who changed a file, so no more is said than that it is not whole.
  private static PolicyException damaged(Path path, String what, @Nullable Throwable cause) {
    String message = path + ": damaged or half written (" + what + "); run the audit again";
    return cause == null ? new PolicyException(message) : new PolicyException(message, cause);
  }

  private static String reason(Throwable e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
