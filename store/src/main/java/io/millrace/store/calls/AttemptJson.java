package io.millrace.store.calls;

import io.millrace.model.CallId;
import io.millrace.model.Cost;
import io.millrace.model.Picodollars;
import io.millrace.model.Usage;
import io.millrace.store.journal.Entry;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The attempts of a call as JSON: how they travel into and out of the list of structs that a file
/// holds.
final class AttemptJson {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS", Locale.ROOT);

  private AttemptJson() {}

  static String write(List<CallRecord.Attempt> attempts) {
    ArrayNode array = MAPPER.createArrayNode();
    for (CallRecord.Attempt attempt : attempts) {
      Entry.AttemptStarted started = attempt.started();
      ObjectNode json = array.addObject().put("number", started.number());
      json.put("kind", started.kind()).put("endpoint", started.endpoint());
      json.put("model", started.model()).put("started", micros(started.at()));
      if (attempt.ended() != null) {
        writeEnd(attempt.ended(), json);
      }
    }
    return array.toString();
  }

  private static void writeEnd(Entry.AttemptEnded ended, ObjectNode json) {
    json.put("ended", micros(ended.at())).put("result", ended.result());
    json.put("status", ended.status()).put("detail", ended.detail());
    if (ended.usage() != null) {
      ObjectNode usage = json.putObject("usage");
      long[] counts = counts(ended.usage());
      for (int i = 0; i < counts.length; i++) {
        usage.put(CallSchema.BUCKETS.get(i), counts[i]);
      }
    }
    switch (ended.cost()) {
      case Cost.Priced(var amount, var version) ->
          json.put("cost_picodollars", amount.amount()).put("price_version", version);
      case Cost.Unpriced(var reason, var detail) ->
          json.put("unpriced_reason", reason.name()).put("unpriced_detail", detail);
    }
  }

  private static String micros(Instant at) {
    return MICROS.format(LocalDateTime.ofInstant(at, ZoneOffset.UTC));
  }

  static List<CallRecord.Attempt> read(CallId call, String text) {
    List<CallRecord.Attempt> attempts = new ArrayList<>();
    for (JsonNode json : MAPPER.readTree(text)) {
      var started =
          new Entry.AttemptStarted(
              call,
              instant(json.path("started")),
              json.path("number").asInt(),
              json.path("kind").asString(""),
              json.path("endpoint").asString(""),
              json.path("model").asString(""));
      attempts.add(new CallRecord.Attempt(started, readEnd(call, started.number(), json)));
    }
    return attempts;
  }

  private static Entry.@Nullable AttemptEnded readEnd(CallId call, int number, JsonNode json) {
    if (!json.hasNonNull("ended")) {
      return null;
    }
    return new Entry.AttemptEnded(
        call,
        instant(json.path("ended")),
        number,
        json.path("result").asString(""),
        json.path("status").asInt(0),
        usage(json.path("usage")),
        cost(json),
        json.path("detail").asString(""));
  }

  private static @Nullable Usage usage(JsonNode json) {
    if (!json.isObject()) {
      return null;
    }
    return usage(CallSchema.BUCKETS.stream().mapToLong(b -> json.path(b).asLong(0)).toArray());
  }

  private static Cost cost(JsonNode json) {
    return json.hasNonNull("cost_picodollars")
        ? new Cost.Priced(
            new Picodollars(json.path("cost_picodollars").asLong()),
            json.path("price_version").asString(""))
        : unpriced(
            json.path("unpriced_reason").asString("NO_USAGE"),
            json.path("unpriced_detail").asString(""));
  }

  /// A reason that a later version wrote reads as "no usage", with its name in the detail.
  static Cost unpriced(String reason, String detail) {
    for (Cost.Reason known : Cost.Reason.values()) {
      if (known.name().equals(reason)) {
        return new Cost.Unpriced(known, detail);
      }
    }
    return new Cost.Unpriced(Cost.Reason.NO_USAGE, reason + ": " + detail);
  }

  private static Instant instant(JsonNode json) {
    return LocalDateTime.parse(json.asString().replace(' ', 'T')).toInstant(ZoneOffset.UTC);
  }

  static long[] counts(Usage u) {
    return new long[] {
      u.input(),
      u.cacheRead(),
      u.cacheWrite(),
      u.cacheWriteHour(),
      u.audioInput(),
      u.imageInput(),
      u.output(),
      u.reasoning(),
      u.audioOutput()
    };
  }

  static Usage usage(long[] c) {
    return new Usage(c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8]);
  }
}
