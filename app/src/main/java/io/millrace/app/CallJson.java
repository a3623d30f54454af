package io.millrace.app;

import io.millrace.model.Cost;
import io.millrace.model.Usage;
import io.millrace.store.calls.CallRecord;
import io.millrace.store.journal.Entry;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Calls as JSON. What is unknown is left out; costs are decimal texts, for a number would lose
/// digits on its way.
final class CallJson {
  static final JsonMapper JSON = JsonMapper.builder().build();

  private CallJson() {}

  /// @param bodies whether the request's and the answer's are wanted
  static ObjectNode write(CallRecord call, boolean bodies) {
    Entry.CallStarted started = call.started();
    ObjectNode out =
        JSON.createObjectNode()
            .put("id", started.call().text())
            .put("time", started.at().toString())
            .put("operation", started.operation())
            .put("model", started.model())
            .put("state", call.state())
            .put("streamed", started.streamed());
    text(out, "key", started.key());
    text(out, "named_scenario", started.named());
    text(out, "action", started.action());
    Entry.CallEnded ended = call.ended();
    if (ended != null) {
      end(out, ended);
    }
    call.attempts().forEach(attempt -> attempt(out.withArray("attempts").addObject(), attempt));
    if (bodies) {
      body(out, "request", started.request());
      body(out, "response", ended == null ? null : ended.response());
    }
    return out;
  }

  private static void end(ObjectNode out, Entry.CallEnded ended) {
    out.put("status", ended.status());
    text(out, "tier", ended.tier());
    text(out, "scenario", ended.scenario());
    text(out, "reason", ended.reason());
    if (!Double.isNaN(ended.confidence())) {
      out.put("confidence", ended.confidence());
    }
    String shadow = ended.shadow();
    if (shadow != null) {
      out.put("shadow", shadow);
    }
    text(out, "served_model", ended.servedModel());
    usage(out, ended.usage());
    cost(out, ended.cost());
    if (ended.firstByteMicros() >= 0) {
      out.put("first_byte_micros", ended.firstByteMicros());
    }
    out.put("total_micros", ended.totalMicros());
  }

  private static void attempt(ObjectNode out, CallRecord.Attempt attempt) {
    Entry.AttemptStarted started = attempt.started();
    out.put("number", started.number())
        .put("time", started.at().toString())
        .put("kind", started.kind())
        .put("endpoint", started.endpoint())
        .put("model", started.model());
    Entry.AttemptEnded ended = attempt.ended();
    if (ended == null) {
      return;
    }
    out.put("result", ended.result());
    if (ended.status() > 0) {
      out.put("status", ended.status());
    }
    usage(out, ended.usage());
    cost(out, ended.cost());
    text(out, "detail", ended.detail());
  }

  private static void text(ObjectNode out, String name, String text) {
    if (!text.isEmpty()) {
      out.put(name, text);
    }
  }

  private static void usage(ObjectNode out, @Nullable Usage usage) {
    if (usage == null) {
      return;
    }
    ObjectNode tokens = out.putObject("usage");
    tokens.put("input", usage.input()).put("output", usage.output());
    count(tokens, "cache_read", usage.cacheRead());
    count(tokens, "cache_write", usage.cacheWrite());
    count(tokens, "cache_write_hour", usage.cacheWriteHour());
    count(tokens, "audio_input", usage.audioInput());
    count(tokens, "image_input", usage.imageInput());
    count(tokens, "reasoning", usage.reasoning());
    count(tokens, "audio_output", usage.audioOutput());
  }

  private static void count(ObjectNode tokens, String name, long count) {
    if (count > 0) {
      tokens.put(name, count);
    }
  }

  private static void cost(ObjectNode out, Cost cost) {
    switch (cost) {
      case Cost.Priced(var amount, var version) ->
          out.put("cost_usd", amount.toUsd()).put("price", version);
      case Cost.Unpriced(var reason, _) ->
          out.put("cost_unknown", reason.name().toLowerCase(java.util.Locale.ROOT));
    }
  }

  private static void body(ObjectNode out, String name, byte @Nullable [] body) {
    if (body == null) {
      return;
    }
    try {
      out.set(name, JSON.readTree(body));
    } catch (JacksonException e) {
      out.put(name, new String(body, StandardCharsets.UTF_8));
    }
  }
}
