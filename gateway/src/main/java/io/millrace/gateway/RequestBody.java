package io.millrace.gateway;

import io.millrace.http.Header;
import io.millrace.http.Headers;
import io.millrace.provider.chat.Operation;
import io.millrace.provider.chat.RefusedException;
import io.millrace.provider.chat.WireError;
import io.millrace.provider.protocol.InboundCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/// Reads the body of a call, once. Immutable, thread-safe.
///
/// A field that stands twice is refused: which of the two counts is for each reader to say, and
/// what is checked here would not be what the provider obeys.
final class RequestBody {
  /// The caller's headers that mean something to an upstream of the same protocol.
  private static final Set<String> PASSED =
      Set.of("anthropic-version", "anthropic-beta", "openai-beta", "openai-organization");

  private final JsonMapper json;

  /// @param nesting levels of arrays and objects, at most
  RequestBody(int nesting) {
    var constraints =
        StreamReadConstraints.builder()
            .maxNestingDepth(nesting)
            .maxStringLength(Integer.MAX_VALUE)
            .maxNumberLength(1000)
            .build();
    this.json =
        JsonMapper.builder(JsonFactory.builder().streamReadConstraints(constraints).build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();
  }

  /// @throws RefusedException for what is no JSON object with a model's name
  InboundCall read(Operation operation, byte[] body, Headers headers) {
    JsonNode root = parse(body);
    JsonNode model = root.path("model");
    if (!model.isString() || model.stringValue().isEmpty()) {
      throw new RefusedException(
          WireError.badField(
              "model", "'model' must name a model, as a text", "missing_required_parameter"));
    }
    JsonNode stream = root.path("stream");
    if (!stream.isMissingNode() && !stream.isNull() && !stream.isBoolean()) {
      throw new RefusedException(
          WireError.badField("stream", "'stream' must be true or false", "invalid_type"));
    }
    return new InboundCall(
        operation, body, root, model.stringValue(), stream.asBoolean(false), passed(headers));
  }

  private JsonNode parse(byte[] body) {
    JsonNode root;
    try {
      root = json.readTree(body);
    } catch (StreamConstraintsException e) {
      throw bad("the body is nested too deeply or holds a number that is too long");
    } catch (JacksonException e) {
      throw bad(
          "the body is not JSON: "
              + e.getOriginalMessage().lines().findFirst().orElse("")
              + " (line "
              + e.getLocation().getLineNr()
              + ", column "
              + e.getLocation().getColumnNr()
              + ")");
    }
    if (!root.isObject()) {
      throw bad("the body must be a JSON object");
    }
    return root;
  }

  private static RefusedException bad(String message) {
    return new RefusedException(
        new WireError(WireError.Kind.INVALID_REQUEST, message, null, "invalid_json"));
  }

  private static List<Header> passed(Headers headers) {
    List<Header> passed = new ArrayList<>(0);
    for (Header header : headers) {
      if (PASSED.contains(header.name())) {
        passed.add(header);
      }
    }
    return passed;
  }
}
