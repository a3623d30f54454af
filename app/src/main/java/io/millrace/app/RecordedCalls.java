package io.millrace.app;

import io.millrace.model.Cost;
import io.millrace.store.calllog.ExchangeReader;
import io.millrace.store.calllog.LoggedCall;
import io.millrace.store.calls.CallRecord;
import io.millrace.store.journal.Entry;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Calls of a server's call log as a log of calls has them, read by the same rules.
final class RecordedCalls {
  /// Numbers stay as they were written.
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private RecordedCalls() {}

  /// @return null when the call did not end or its bodies are not kept
  static @Nullable LoggedCall logged(CallRecord call) {
    Entry.CallStarted started = call.started();
    Entry.CallEnded ended = call.ended();
    if (ended == null || started.request() == null) {
      return null;
    }
    ObjectNode record = JSON.createObjectNode();
    record
        .put("id", started.call().text())
        .put("created", started.at().toString())
        .put("model", ended.servedModel().isEmpty() ? started.model() : ended.servedModel())
        .put("endpoint", started.operation())
        .put("status", ended.status())
        .put("tier", ended.tier())
        .put("purpose", started.purpose())
        .put("subject", started.subject())
        .put("shadow", ended.shadow());
    if (!ended.outcome().equals("answered")) {
      record.putObject("error").put("type", ended.outcome());
    }
    if (ended.cost() instanceof Cost.Priced(var amount, _)) {
      record.put("cost_usd", amount.toUsd());
    }
    body(record, "request", started.request());
    body(record, "response", ended.response());
    return ExchangeReader.record(record);
  }

  private static void body(ObjectNode record, String name, byte @Nullable [] body) {
    if (body == null) {
      return;
    }
    try {
      record.set(name, JSON.readTree(body));
    } catch (JacksonException e) {
      record.put(name, new String(body, StandardCharsets.UTF_8));
    }
  }
}
