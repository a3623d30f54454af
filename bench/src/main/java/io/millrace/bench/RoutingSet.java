package io.millrace.bench;

import io.millrace.flywheel.route.CascadeRow;
import io.millrace.learn.route.RouteExample;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Prompts of which two models' recorded results are known. Nothing but the prompt is an input.
///
/// @param cheapCost of each prompt's answer by the cheap model, in USD
/// @param strongCost of each prompt's answer by the strong model, in USD
@SuppressWarnings(
    "ArrayRecordComponent") // Handed over, never changed: a copy of so many numbers has no use.
record RoutingSet(
    String name,
    String cheap,
    String strong,
    List<RouteExample> examples,
    double[] cheapCost,
    double[] strongCost) {

  int size() {
    return examples.size();
  }

  List<String> prompts() {
    return examples.stream().map(RouteExample::prompt).toList();
  }

  double[] cheapQuality() {
    return examples.stream().mapToDouble(RouteExample::cheap).toArray();
  }

  double[] strongQuality() {
    return examples.stream().mapToDouble(RouteExample::strong).toArray();
  }

  CascadeRow row(int i, double score) {
    RouteExample example = examples.get(i);
    return new CascadeRow(
        score, 1 - example.cheap(), 1 - example.strong(), cheapCost[i], strongCost[i]);
  }

  /// RouteLLM's recorded results of Mixtral 8x7B and GPT-4 on one of its benchmarks.
  static RoutingSet routeLlm(Path file, String name) throws IOException {
    List<List<String>> table = csv(text(file));
    List<String> header = table.getFirst();
    var examples = new ArrayList<RouteExample>();
    var costs = new ArrayList<double[]>();
    for (List<String> line : table.subList(1, table.size())) {
      examples.add(
          new RouteExample(
              line.get(header.indexOf("prompt")),
              Double.parseDouble(line.get(header.indexOf("mixtral_8x7b_correct"))),
              Double.parseDouble(line.get(header.indexOf("gpt4_1106_correct")))));
      costs.add(
          new double[] {
            Double.parseDouble(line.get(header.indexOf("mixtral_cost_usd_approx"))),
            Double.parseDouble(line.get(header.indexOf("gpt4_cost_usd_approx")))
          });
    }
    return of(name, "mixtral-8x7b", "gpt-4-1106", examples, costs);
  }

  /// RouterArena's recorded results of Claude 3 Haiku and Gemini 2.0 Flash.
  static RoutingSet routerArena(Path file) throws IOException {
    String cheap = "claude-3-haiku-20240307";
    String strong = "gemini-2.0-flash-001";
    var mapper = JsonMapper.builder().build();
    var examples = new ArrayList<RouteExample>();
    var costs = new ArrayList<double[]>();
    for (String line : text(file).split("\n")) {
      JsonNode json = mapper.readTree(line);
      JsonNode weak = json.path("models").path(cheap);
      JsonNode other = json.path("models").path(strong);
      examples.add(
          new RouteExample(
              json.path("prompt").asString(),
              Math.clamp(weak.path("score").asDouble(), 0, 1),
              Math.clamp(other.path("score").asDouble(), 0, 1)));
      costs.add(new double[] {weak.path("cost_usd").asDouble(), other.path("cost_usd").asDouble()});
    }
    return of("routerarena", cheap, strong, examples, costs);
  }

  private static RoutingSet of(
      String name, String cheap, String strong, List<RouteExample> examples, List<double[]> costs) {
    return new RoutingSet(
        name,
        cheap,
        strong,
        List.copyOf(examples),
        costs.stream().mapToDouble(c -> c[0]).toArray(),
        costs.stream().mapToDouble(c -> c[1]).toArray());
  }

  private static String text(Path file) throws IOException {
    var text = new StringBuilder();
    try (var in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        text.append(line).append('\n');
      }
    }
    return text.toString();
  }

  /// Records of fields by RFC 4180: quoted fields may hold commas, line ends and doubled quotes.
  private static List<List<String>> csv(String text) {
    var records = new ArrayList<List<String>>();
    List<String> record = new ArrayList<>();
    var field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        if (quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
          field.append('"');
          i++;
        } else {
          quoted = !quoted;
        }
      } else if (quoted || c != ',' && c != '\n') {
        field.append(c);
      } else {
        record.add(field.toString());
        field.setLength(0);
        if (c == '\n') {
          records.add(record);
          record = new ArrayList<>();
        }
      }
    }
    return records;
  }
}
