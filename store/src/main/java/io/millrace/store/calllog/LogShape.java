package io.millrace.store.calllog;

import io.millrace.model.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The shapes in which logs keep a call, recognised record by record.
enum LogShape {
  /// `{"request": …, "response": …}`, bodies as the provider's interface has them.
  EXCHANGE {
    @Override
    void fill(CallDraft draft, JsonNode record) {
      JsonNode request = Fields.nested(record, "request", "request_body", "body");
      draft.body = request == null ? record : request;
      draft.messages = request != null && request.isArray() ? request : null;
      JsonNode response = Fields.decoded(Fields.first(record, "response", "response_body"));
      // proxies wrap the body: {"status_code": …, "body": …}
      JsonNode inner = Fields.nested(response, "body");
      draft.response = inner == null ? response : inner;
      draft.id = Fields.text(record, "id", "call_id", "request_id");
      draft.created = createdOf(record);
      if (draft.id == null) {
        draft.id = Fields.text(draft.response, "id");
      }
      if (draft.created == null) {
        draft.created = Timestamps.read(Fields.first(draft.response, "created", "created_at"));
      }
      fillModels(draft, record);
      draft.usage = UsageReader.read(Fields.nested(draft.response, "usage"));
      if (draft.usage == null) {
        draft.usage = UsageReader.read(Fields.nested(record, "usage"));
      }
      draft.latencyMillis = latencyOf(record);
      draft.costUsd = Fields.decimal(Fields.first(record, "cost_usd", "cost", "response_cost"));
      draft.conversation = conversationOf(record, draft.body);
      draft.failure = failureOf(record);
      if (draft.failure == null && response != null) {
        draft.failure = failedStatus(Fields.first(response, "status_code", "status"));
      }
      draft.conversational =
          !"list".equals(Fields.text(draft.response, "object"))
              && !isOtherCall(Fields.text(record, "call_type", "endpoint", "path", "url"));
    }

    private static void fillModels(CallDraft draft, JsonNode record) {
      draft.requestModel = Fields.text(draft.body, "model");
      if (draft.requestModel == null) {
        draft.requestModel = Fields.text(record, "model");
      }
      draft.model = Fields.text(draft.response, "model");
      if (draft.model == null) {
        draft.model = Fields.text(record, "model");
      }
    }
  },

  /// A row of LiteLLM's table of spend logs, or its standard logging payload.
  LITELLM {
    @Override
    void fill(CallDraft draft, JsonNode record) {
      JsonNode metadata = Fields.nested(record, "metadata");
      draft.id = Fields.text(record, "request_id", "id", "litellm_call_id");
      draft.created = Timestamps.read(Fields.first(record, "startTime", "start_time"));
      draft.ended = Timestamps.read(Fields.first(record, "endTime", "end_time"));
      JsonNode proxied = Fields.nested(record, "proxy_server_request");
      if (proxied == null) {
        proxied = Fields.nested(metadata, "proxy_server_request");
      }
      JsonNode inner = Fields.nested(proxied, "body");
      draft.body = inner == null ? proxied : inner;
      if (draft.body == null) {
        draft.body = Fields.nested(record, "model_parameters", "optional_params");
      }
      draft.messages = Fields.nested(record, "messages");
      draft.response = Fields.decoded(Fields.first(record, "response"));
      draft.model = Fields.text(draft.response, "model");
      if (draft.model == null) {
        draft.model = Fields.text(record, "model");
      }
      draft.requestModel = Fields.text(draft.body, "model");
      if (draft.requestModel == null) {
        draft.requestModel = Fields.text(record, "model_group", "model");
      }
      draft.usage = usage(record, draft.response, metadata);
      draft.latencyMillis = Fields.decimal(Fields.first(record, "request_duration_ms"));
      draft.costUsd = Fields.decimal(Fields.first(record, "spend", "response_cost"));
      draft.conversation = conversationOf(record, draft.body);
      draft.failure = failure(record, metadata);
      draft.conversational = !isOtherCall(Fields.text(record, "call_type"));
    }

    private static @Nullable Usage usage(
        JsonNode record, @Nullable JsonNode response, @Nullable JsonNode metadata) {
      if (Fields.isTrue(Fields.first(record, "cache_hit"))) {
        // the gateway's own cache answered: no provider was asked, nothing was used
        return Usage.of(0, 0);
      }
      Usage sent = UsageReader.read(Fields.nested(response, "usage"));
      if (sent == null) {
        sent = UsageReader.read(Fields.nested(metadata, "usage_object"));
      }
      if (sent != null) {
        return sent;
      }
      ObjectNode merged = Fields.JSON.createObjectNode();
      if (Fields.nested(metadata, "additional_usage_values") instanceof ObjectNode more) {
        merged.setAll(more);
      }
      for (String name : new String[] {"prompt_tokens", "completion_tokens", "total_tokens"}) {
        JsonNode count = Fields.first(record, name);
        if (count != null) {
          merged.set(name, count);
        }
      }
      return UsageReader.read(merged);
    }

    private static @Nullable String failure(JsonNode record, @Nullable JsonNode metadata) {
      String failed = failureOf(record);
      if (failed == null && failedStatus(Fields.first(metadata, "status")) == null) {
        return null;
      }
      JsonNode error = Fields.nested(metadata, "error_information");
      if (error == null) {
        error = Fields.nested(record, "error_information");
      }
      return error == null ? "error" : AnswerReader.reasonOf(error);
    }
  },

  /// An observation of Langfuse's of type GENERATION.
  LANGFUSE {
    @Override
    void fill(CallDraft draft, JsonNode record) {
      draft.id = Fields.text(record, "id");
      draft.created = Timestamps.read(Fields.first(record, "startTime", "start_time"));
      draft.ended = Timestamps.read(Fields.first(record, "endTime", "end_time"));
      draft.model = Fields.text(record, "model", "providedModelName", "provided_model_name");
      draft.requestModel = draft.model;
      JsonNode input = Fields.decoded(Fields.first(record, "input"));
      draft.messages = input;
      draft.body = parameters(record, input);
      draft.response = Fields.first(record, "output");
      draft.bareAnswer = true;
      draft.usage =
          UsageReader.readLangfuse(Fields.nested(record, "usageDetails", "usage_details"));
      if (draft.usage == null) {
        draft.usage = UsageReader.readLangfuse(Fields.nested(record, "usage"));
      }
      if (draft.usage == null) {
        draft.usage = flatUsage(record);
      }
      BigDecimal seconds = Fields.decimal(Fields.first(record, "latency"));
      draft.latencyMillis =
          draft.ended != null || seconds == null ? null : seconds.movePointRight(3);
      draft.costUsd = cost(record);
      draft.conversation = conversationOf(record, draft.body);
      draft.failure = "ERROR".equals(Fields.text(record, "level")) ? "error" : null;
    }

    // The parameters, completed by what the input holds beside its messages.
    private static JsonNode parameters(JsonNode record, @Nullable JsonNode input) {
      ObjectNode merged = Fields.JSON.createObjectNode();
      if (input instanceof ObjectNode whole && whole.has("messages")) {
        merged.setAll(whole);
        merged.remove("messages");
        merged.remove("system");
      }
      if (Fields.nested(record, "modelParameters", "model_parameters")
          instanceof ObjectNode stated) {
        merged.setAll(stated);
      }
      JsonNode tools = Fields.nested(record, "toolDefinitions", "tool_definitions");
      if (tools != null && !merged.has("tools")) {
        merged.set("tools", tools);
      }
      return merged;
    }

    private static @Nullable Usage flatUsage(JsonNode record) {
      ObjectNode flat = Fields.JSON.createObjectNode();
      copy(record, flat, "prompt_tokens", "promptTokens", "prompt_tokens", "inputUsage");
      copy(
          record,
          flat,
          "completion_tokens",
          "completionTokens",
          "completion_tokens",
          "outputUsage");
      return UsageReader.read(flat);
    }

    private static void copy(JsonNode from, ObjectNode to, String name, String... names) {
      JsonNode node = Fields.first(from, names);
      if (node != null) {
        to.set(name, node);
      }
    }

    private static @Nullable BigDecimal cost(JsonNode record) {
      JsonNode details = Fields.nested(record, "costDetails", "cost_details");
      BigDecimal total = Fields.decimal(Fields.first(details, "total"));
      return total == null
          ? Fields.decimal(Fields.first(record, "totalCost", "total_cost", "calculatedTotalCost"))
          : total;
    }
  };

  private static final Set<String> LANGFUSE_TYPES =
      Set.of(
          "GENERATION",
          "SPAN",
          "EVENT",
          "AGENT",
          "TOOL",
          "CHAIN",
          "RETRIEVER",
          "EVALUATOR",
          "EMBEDDING",
          "GUARDRAIL");

  private static final String[] CREATED = {
    "created", "created_at", "createdAt", "timestamp", "time", "ts", "start_time", "startTime"
  };

  /// The shape of a record; null when it is none of these.
  static @Nullable LogShape of(JsonNode record) {
    boolean started = Fields.first(record, "startTime", "start_time") != null;
    String type = Fields.text(record, "type");
    if (started && type != null && LANGFUSE_TYPES.contains(type)) {
      return LANGFUSE;
    }
    if (Fields.first(record, "proxy_server_request", "litellm_call_id") != null
        || (started
            && Fields.first(record, "spend", "response_cost") != null
            && Fields.first(record, "request_id", "call_type") != null)) {
      return LITELLM;
    }
    boolean observed =
        Fields.first(record, "usageDetails", "usage_details", "modelParameters", "traceId") != null;
    if (started && observed && (record.has("input") || record.has("output"))) {
      return LANGFUSE;
    }
    boolean exchanged =
        Fields.first(record, "request", "request_body", "messages", "response", "prompt") != null;
    return exchanged ? EXCHANGE : null;
  }

  /// Whether a record belongs to such a log without being a call to a model.
  static boolean isBeside(JsonNode record) {
    String type = Fields.text(record, "type");
    return type != null
        && LANGFUSE_TYPES.contains(type)
        && !type.equals("GENERATION")
        && !type.equals("EMBEDDING");
  }

  /// Takes what it finds of a record over into a draft.
  abstract void fill(CallDraft draft, JsonNode record);

  private static @Nullable Instant createdOf(JsonNode record) {
    for (String name : CREATED) {
      Instant instant = Timestamps.read(Fields.first(record, name));
      if (instant != null) {
        return instant;
      }
    }
    return null;
  }

  private static @Nullable BigDecimal latencyOf(JsonNode record) {
    BigDecimal millis =
        Fields.decimal(
            Fields.first(
                record,
                "latency_ms",
                "latencyMs",
                "duration_ms",
                "request_duration_ms",
                "response_time_ms"));
    if (millis != null) {
      return millis;
    }
    BigDecimal seconds =
        Fields.decimal(Fields.first(record, "latency_s", "latency_seconds", "duration_seconds"));
    return seconds == null ? null : seconds.movePointRight(3);
  }

  static @Nullable String conversationOf(JsonNode record, @Nullable JsonNode body) {
    JsonNode metadata = Fields.nested(record, "metadata");
    JsonNode sent = Fields.nested(body, "metadata");
    String[] sessions = {
      "conversation_id", "conversationId", "session_id", "sessionId", "thread_id"
    };
    String[] traces = {"trace_id", "traceId", "user_id", "userId", "end_user", "user"};
    for (String[] names : new String[][] {sessions, traces}) {
      for (JsonNode place : new JsonNode[] {metadata, sent, record, body}) {
        String found = Fields.text(place, names);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  private static @Nullable String failureOf(JsonNode record) {
    JsonNode error = Fields.first(record, "error");
    if (error != null && (error.isString() || Fields.hasContent(error))) {
      return AnswerReader.reasonOf(error);
    }
    return failedStatus(Fields.first(record, "status", "status_code", "http_status"));
  }

  private static @Nullable String failedStatus(@Nullable JsonNode status) {
    BigDecimal code = Fields.decimal(status);
    if (code != null) {
      return code.compareTo(BigDecimal.valueOf(400)) >= 0 ? "status " + code.toPlainString() : null;
    }
    boolean failed =
        status != null
            && status.isString()
            && Set.of("failure", "failed", "error", "cancelled")
                .contains(status.stringValue().toLowerCase(Locale.ROOT));
    return failed ? "error" : null;
  }

  /// Whether the kind of call is one that holds no conversation.
  private static boolean isOtherCall(@Nullable String kind) {
    return kind != null
        && (kind.contains("embedding")
            || kind.contains("image")
            || kind.contains("moderation")
            || kind.contains("transcription")
            || kind.contains("speech")
            || kind.contains("rerank"));
  }
}
