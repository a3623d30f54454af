package io.millrace.gateway;

import io.millrace.model.Cost;
import io.millrace.model.Usage;
import io.millrace.store.calls.CallRecord;
import io.millrace.store.journal.Entry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Recorded calls as JSON.
final class CallPages {
  private static final JsonMapper JSON = JsonMapper.shared();

  private CallPages() {}

  static byte[] list(List<CallRecord> calls) {
    ObjectNode root = JSON.createObjectNode();
    var data = root.putArray("calls");
    calls.forEach(call -> data.add(summary(call)));
    return JSON.writeValueAsBytes(root);
  }

  /// One call with its attempts and bodies.
  static byte[] one(CallRecord call) {
    ObjectNode root = summary(call);
    var attempts = root.putArray("attempts");
    for (CallRecord.Attempt attempt : call.attempts()) {
      attempts.add(attempt(attempt));
    }
    body(root, "request", call.started().request());
    if (call.ended() != null) {
      body(root, "response", call.ended().response());
    }
    return JSON.writeValueAsBytes(root);
  }

  private static ObjectNode summary(CallRecord call) {
    Entry.CallStarted started = call.started();
    ObjectNode root =
        JSON.createObjectNode()
            .put("id", started.call().text())
            .put("started", started.at().toString())
            .put("state", call.state())
            .put("operation", started.operation())
            .put("model", started.model())
            .put("key", started.key())
            .put("streamed", started.streamed());
    optional(root, "named_scenario", started.named());
    optional(root, "action", started.action());
    Entry.CallEnded ended = call.ended();
    if (ended != null) {
      ended(root, ended);
    }
    return root;
  }

  private static void ended(ObjectNode root, Entry.CallEnded ended) {
    root.put("status", ended.status()).put("tier", ended.tier());
    optional(root, "scenario", ended.scenario());
    root.put("reason", ended.reason());
    if (!Double.isNaN(ended.confidence())) {
      root.put("confidence", ended.confidence());
    }
    if (ended.shadow() != null) {
      root.put("shadow", ended.shadow());
    }
    optional(root, "served_model", ended.servedModel());
    usage(root, ended.usage());
    cost(root, ended.cost());
    if (ended.firstByteMicros() >= 0) {
      root.put("first_byte_us", ended.firstByteMicros());
    }
    root.put("total_us", ended.totalMicros());
  }

  private static ObjectNode attempt(CallRecord.Attempt attempt) {
    ObjectNode root =
        JSON.createObjectNode()
            .put("number", attempt.started().number())
            .put("kind", attempt.started().kind())
            .put("endpoint", attempt.started().endpoint())
            .put("model", attempt.started().model())
            .put("started", attempt.started().at().toString());
    Entry.AttemptEnded ended = attempt.ended();
    if (ended != null) {
      root.put("ended", ended.at().toString())
          .put("result", ended.result())
          .put("status", ended.status());
      usage(root, ended.usage());
      cost(root, ended.cost());
      optional(root, "detail", ended.detail());
    }
    return root;
  }

  private static void usage(ObjectNode root, @Nullable Usage usage) {
    if (usage == null) {
      return;
    }
    root.putObject("usage")
        .put("input", usage.input())
        .put("cache_read", usage.cacheRead())
        .put("cache_write", usage.cacheWrite())
        .put("cache_write_hour", usage.cacheWriteHour())
        .put("audio_input", usage.audioInput())
        .put("image_input", usage.imageInput())
        .put("output", usage.output())
        .put("reasoning", usage.reasoning())
        .put("audio_output", usage.audioOutput());
  }

  /// A cost that is not known says why, and is never zero.
  private static void cost(ObjectNode root, Cost cost) {
    switch (cost) {
      case Cost.Priced priced ->
          root.put("cost_usd", priced.amount().toUsd()).put("price_version", priced.version());
      case Cost.Unpriced unpriced -> root.putNull("cost_usd").put("unpriced", unpriced.detail());
    }
  }

  private static void optional(ObjectNode root, String name, String value) {
    if (!value.isEmpty()) {
      root.put(name, value);
    }
  }

  private static void body(ObjectNode root, String name, byte @Nullable [] body) {
    if (body == null) {
      return;
    }
    try {
      root.set(name, JSON.readTree(body));
    } catch (JacksonException e) {
      root.put(name, new String(body, StandardCharsets.UTF_8));
    }
  }
}
