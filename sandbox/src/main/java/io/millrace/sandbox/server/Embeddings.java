package io.millrace.sandbox.server;

import io.millrace.sandbox.TokenRule;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// Answers requests for embeddings in OpenAI's and Gemini's shapes. Pure functions.
final class Embeddings {
  private static final int MOST_DIMENSIONS = 4096;
  private static final int MOST_INPUTS = 2048;

  private Embeddings() {}

  /// OpenAI's `/v1/embeddings`.
  static JsonNode openAi(JsonNode body, String model) throws Refused {
    var texts = inputs(body.path("input"));
    int dimensions = dimensions(body, "dimensions");
    String encoding = Json.string(body, "encoding_format");
    if (!encoding.isEmpty() && !encoding.equals("float") && !encoding.equals("base64")) {
      throw Refused.invalid(
          "Invalid value: '" + encoding + "'. Supported values are: 'float' and 'base64'.");
    }
    var answer = Json.object().put("object", "list");
    var data = answer.putArray("data");
    int tokens = 0;
    for (String text : texts) {
      var entry = data.addObject().put("object", "embedding").put("index", data.size() - 1);
      var vector = Embedder.embed(text, dimensions);
      if (encoding.equals("base64")) {
        entry.put("embedding", base64(vector));
      } else {
        numbers(entry.putArray("embedding"), vector);
      }
      tokens += TokenRule.of(text);
    }
    answer.put("model", model);
    answer.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
    return answer;
  }

  private static List<String> inputs(JsonNode input) throws Refused {
    var texts = new ArrayList<String>();
    if (input.isString()) {
      texts.add(input.stringValue());
    } else if (input.isArray() && !input.isEmpty() && input.get(0).isNumber()) {
      texts.add(Json.text(input));
    } else {
      for (JsonNode one : input) {
        texts.add(one.isString() ? one.stringValue() : Json.text(one));
      }
    }
    if (texts.isEmpty() || texts.size() > MOST_INPUTS || texts.contains("")) {
      throw Refused.invalid("'input' must be 1 to " + MOST_INPUTS + " texts, none of them empty.");
    }
    return texts;
  }

  private static int dimensions(JsonNode body, String field) throws Refused {
    int dimensions = Json.number(body, field, Embedder.DIMENSIONS);
    if (dimensions < 1 || dimensions > MOST_DIMENSIONS) {
      throw Refused.invalid(
          "'" + field + "' is " + dimensions + "; it must be 1 to " + MOST_DIMENSIONS + ".");
    }
    return dimensions;
  }

  private static String base64(float[] vector) {
    var bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float number : vector) {
      bytes.putFloat(number);
    }
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  private static void numbers(ArrayNode to, float[] vector) {
    for (float number : vector) {
      to.add(number);
    }
  }

  /// Gemini's `:batchEmbedContents`, or `:embedContent` for one.
  static JsonNode gemini(JsonNode body, boolean batch) throws Refused {
    var answer = Json.object();
    if (!batch) {
      values(answer.putObject("embedding").putArray("values"), body);
      return answer;
    }
    var requests = body.path("requests");
    if (!requests.isArray() || requests.isEmpty()) {
      throw Refused.invalid("* BatchEmbedContentsRequest.requests: at least one is required");
    }
    var embeddings = answer.putArray("embeddings");
    for (JsonNode request : requests) {
      values(embeddings.addObject().putArray("values"), request);
    }
    return answer;
  }

  private static void values(ArrayNode to, JsonNode request) throws Refused {
    var texts = new ArrayList<String>();
    for (JsonNode part : request.path("content").path("parts")) {
      texts.add(Json.string(part, "text"));
    }
    numbers(
        to, Embedder.embed(String.join("\n", texts), dimensions(request, "outputDimensionality")));
  }
}
