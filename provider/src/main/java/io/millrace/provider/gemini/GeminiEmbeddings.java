package io.millrace.provider.gemini;

import io.millrace.model.Usage;
import io.millrace.provider.chat.BadAnswerException;
import io.millrace.provider.chat.Dialect;
import io.millrace.provider.chat.FieldClass;
import io.millrace.provider.chat.FieldRule;
import io.millrace.provider.chat.FieldTable;
import io.millrace.provider.chat.WireError;
import io.millrace.provider.wire.AnswerJson;
import io.millrace.provider.wire.Json;
import io.millrace.provider.wire.RequestJson;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// OpenAI's embeddings, said to Gemini
/// ([reference](https://ai.google.dev/api/embeddings#method:-models.batchembedcontents)). Anthropic
/// has no embeddings. Thread-safe.
public final class GeminiEmbeddings {
  private static final FieldTable FIELDS =
      new FieldTable(
          List.of(
              rule("model", FieldClass.TRANSLATED, "\"text-embedding\"", ""),
              rule(
                  "input",
                  FieldClass.TRANSLATED,
                  "[\"one\",\"two\"]",
                  "one request for each text; lists of tokens are a 400"),
              rule("dimensions", FieldClass.TRANSLATED, "256", "`outputDimensionality`"),
              rule("encoding_format", FieldClass.TRANSLATED, "\"base64\"", "honoured by Millrace"),
              rule("user", FieldClass.NEUTRAL, "\"u-1\"", "Gemini has no such field")));

  public GeminiEmbeddings() {}

  private static FieldRule rule(String path, FieldClass atGemini, String sample, String note) {
    return new FieldRule(
        path,
        Map.of(Dialect.GEMINI, atGemini, Dialect.ANTHROPIC, FieldClass.MEANING),
        List.of(),
        Json.value(sample),
        note);
  }

  /// Embeddings as said to a caller.
  ///
  /// @param body OpenAI's shape; its counts are 0 where Gemini told none
  /// @param usage null when Gemini told none
  @SuppressWarnings("ArrayRecordComponent") // sent once, never compared
  public record Embedded(byte[] body, @Nullable Usage usage) {}

  /// Every field of OpenAI's embeddings, and what becomes of it.
  public FieldTable fields() {
    return FIELDS;
  }

  /// The path under the endpoint's base address.
  public String path(String model) {
    return ModelPath.of(model) + ":batchEmbedContents";
  }

  /// Writes the request of a body that [#fields] has passed.
  ///
  /// @throws io.millrace.provider.chat.RefusedException for what Gemini cannot be told
  public byte[] encode(JsonNode request, String model) {
    var body = new RequestJson(request, "");
    isBase64(body);
    List<String> texts =
        request.path("input").isString() ? List.of(body.string("input")) : texts(body);
    var dimensions = body.whole("dimensions");
    ObjectNode batch = Json.object();
    ArrayNode requests = batch.putArray("requests");
    for (String text : texts) {
      ObjectNode one = requests.addObject().put("model", ModelPath.of(model).substring(1));
      one.putObject("content").putArray("parts").addObject().put("text", text);
      dimensions.ifPresent(count -> one.put("outputDimensionality", count));
    }
    return Json.bytes(batch);
  }

  private static List<String> texts(RequestJson body) {
    JsonNode input = body.node().path("input");
    if (input.isArray() && !input.isEmpty() && !input.get(0).isString()) {
      throw RequestJson.refused("input", "must be text at Gemini, which takes no tokens");
    }
    List<String> texts = body.strings("input");
    if (texts.isEmpty()) {
      throw RequestJson.refused("input", "must be a text or a list of texts");
    }
    return texts;
  }

  private static boolean isBase64(RequestJson body) {
    String format = body.stringOrNull("encoding_format");
    if (format != null && !format.equals("float") && !format.equals("base64")) {
      throw RequestJson.refused("encoding_format", "must be float or base64");
    }
    return "base64".equals(format);
  }

  /// Says an answer to the caller.
  ///
  /// @param request the caller's
  /// @param model the model's name as the caller shall read it
  /// @throws BadAnswerException when it is not the answer to this request
  public Embedded decode(byte[] answer, JsonNode request, String model) {
    JsonNode json = AnswerJson.object(answer);
    JsonNode embeddings = AnswerJson.list(json, "embeddings");
    JsonNode input = request.path("input");
    if (embeddings.size() != (input.isArray() ? input.size() : 1)) {
      throw new BadAnswerException("the upstream embedded another number of texts than was asked");
    }
    boolean base64 = isBase64(new RequestJson(request, ""));
    ObjectNode body = Json.object().put("object", "list");
    ArrayNode data = body.putArray("data");
    for (JsonNode embedding : embeddings) {
      ObjectNode one = data.addObject().put("object", "embedding").put("index", data.size() - 1);
      JsonNode values = AnswerJson.list(embedding, "values");
      one.set("embedding", base64 ? Json.string(base64(values)) : floats(values));
    }
    Usage usage = GeminiUsage.read(json.path("usageMetadata"));
    long tokens = usage == null ? 0 : usage.prompt();
    body.put("model", model);
    body.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
    return new Embedded(Json.bytes(body), usage);
  }

  private static JsonNode floats(JsonNode values) {
    for (JsonNode value : values) {
      number(value);
    }
    return values;
  }

  /// 32-bit floats, the lowest byte first, as OpenAI sends them.
  private static String base64(JsonNode values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.size()).order(ByteOrder.LITTLE_ENDIAN);
    for (JsonNode value : values) {
      bytes.putFloat((float) number(value));
    }
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  private static double number(JsonNode value) {
    double number = value.isNumber() ? value.asDouble(Double.NaN) : Double.NaN;
    if (!Double.isFinite(number)) {
      throw new BadAnswerException("the upstream's embedding holds something that is no number");
    }
    return number;
  }

  /// Reads an error.
  public WireError error(int status, byte[] body) {
    return GeminiErrors.read(status, body);
  }
}
