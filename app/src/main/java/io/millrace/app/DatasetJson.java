package io.millrace.app;

import io.millrace.flywheel.audit.Partition;
import io.millrace.flywheel.dataset.Dataset;
import io.millrace.flywheel.dataset.DatasetFormat;
import io.millrace.flywheel.dataset.DatasetTally;
import io.millrace.flywheel.dataset.ScenarioCalls;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What the dataset command writes beside the rows.
final class DatasetJson {
  private DatasetJson() {}

  static byte[] bytes(JsonNode json) {
    return (json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  static ArrayNode list(List<ScenarioCalls.Found> scenarios) {
    ArrayNode list = CallJson.JSON.createArrayNode();
    scenarios.forEach(each ->
        list.addObject()
            .put("id", each.template().id())
            .put("name", each.template().name())
            .put("calls", each.calls()));
    return list;
  }

  static ObjectNode provenance(DatasetTally tally, List<String> inputs, Path data, long seed) {
    ObjectNode json = tally.toJson();
    ObjectNode source = json.putObject("source");
    if (inputs.isEmpty()) {
      source.put("data", data.toString());
    } else {
      ArrayNode files = source.putArray("files");
      inputs.forEach(files::add);
    }
    json.put("seed", seed);
    return json;
  }

  /// What LLaMA-Factory wants to know of the files; the folder is then a `dataset_dir`.
  static ObjectNode info(DatasetFormat format) {
    ObjectNode info = CallJson.JSON.createObjectNode();
    if (format == DatasetFormat.DPO || format == DatasetFormat.DPO_OPENAI) {
      return info;
    }
    for (Partition.Part part : Dataset.parts()) {
      String file = Dataset.file(part);
      ObjectNode entry = info.putObject("millrace_" + file.substring(0, file.indexOf('.')));
      entry.put("file_name", file).put("formatting", "sharegpt");
      ObjectNode columns = entry.putObject("columns");
      if (format == DatasetFormat.SFT) {
        columns.put("messages", "messages");
        entry
            .putObject("tags")
            .put("role_tag", "role")
            .put("content_tag", "content")
            .put("user_tag", "user")
            .put("assistant_tag", "assistant")
            .put("system_tag", "system");
      } else {
        columns.put("messages", "conversations").put("system", "system").put("tools", "tools");
      }
      if (format.pairs()) {
        entry.put("ranking", true);
        columns.put("chosen", "chosen").put("rejected", "rejected");
      }
    }
    return info;
  }
}
