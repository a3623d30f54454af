package io.millrace.flywheel.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.learn.route.PromptFeatures;
import io.millrace.learn.route.RouteExample;
import io.millrace.learn.route.RouterOptions;
import io.millrace.learn.text.NearDuplicates;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Routing between two real models on the development data; `bench/run routers` does more.
final class RecordedPairsTest {
  @Test
  void promptsAloneTellWhereTheStrongModelIsNeeded() throws IOException {
    String folder = System.getenv("MILLRACE_DATA");
    assumeTrue(folder != null, "skipped: MILLRACE_DATA names no folder of development data");
    Path file = Path.of(folder, "routing", "routerarena_haiku_vs_gemini_flash.jsonl.gz");
    assumeTrue(Files.exists(file), "skipped: " + file + " is not there");
    List<RouteExample> examples = read(file);
    List<String> prompts = examples.stream().map(RouteExample::prompt).toList();
    int[] groups = NearDuplicates.clusters(prompts);
    double[] scores =
        CrossValidation.scores(
            PromptFeatures.of(prompts, false, 2),
            examples,
            groups,
            5,
            new RouterOptions(1, 2, false));
    double[] cheap = examples.stream().mapToDouble(RouteExample::cheap).toArray();
    double[] strong = examples.stream().mapToDouble(RouteExample::strong).toArray();
    var interval = RouterScore.interval(List.of(scores), groups, cheap, strong, 0.95, 1000, 1);
    assertThat(RouterScore.of(scores, cheap, strong).apgr()).isGreaterThan(0.6);
    assertThat(interval.lower()).isGreaterThan(0.5);
  }

  private static List<RouteExample> read(Path file) throws IOException {
    var mapper = JsonMapper.builder().build();
    var examples = new ArrayList<RouteExample>();
    try (var lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode json = mapper.readTree(line);
        JsonNode models = json.path("models");
        examples.add(
            new RouteExample(
                json.path("prompt").asString(),
                score(models.path("claude-3-haiku-20240307")),
                score(models.path("gemini-2.0-flash-001"))));
      }
    }
    return examples;
  }

  private static double score(JsonNode model) {
    return Math.clamp(model.path("score").asDouble(), 0, 1);
  }
}
