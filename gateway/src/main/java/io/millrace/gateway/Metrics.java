package io.millrace.gateway;

import io.millrace.model.Cost;
import io.millrace.model.Usage;
import io.millrace.provider.chat.Operation;
import io.millrace.provider.route.EndpointState;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Counts for Prometheus ([text format
/// 0.0.4](https://prometheus.io/docs/instrumenting/exposition_formats/)). Thread-safe.
final class Metrics {
  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  /// Upper bounds in seconds.
  private static final double[] BOUNDS = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300
  };

  private final Map<String, LongAdder> counters = new ConcurrentSkipListMap<>();
  private final Map<String, Histogram> histograms = new ConcurrentSkipListMap<>();
  private final LongAdder unrecorded = new LongAdder();

  /// A call has ended.
  void call(Operation operation, String outcome, String tier, long firstByteMicros, long micros) {
    String name = operation.name().toLowerCase(Locale.ROOT);
    add(
        "millrace_calls_total{operation=\""
            + name
            + "\",outcome=\""
            + outcome
            + "\",tier=\""
            + tier
            + "\"}",
        1);
    histogram("millrace_call_seconds", name).observe(micros);
    if (firstByteMicros >= 0) {
      histogram("millrace_first_byte_seconds", name).observe(firstByteMicros);
    }
  }

  /// What a call used and cost.
  void used(@Nullable Usage usage, Cost cost) {
    if (usage != null) {
      add("millrace_tokens_total{kind=\"input\"}", usage.input());
      add("millrace_tokens_total{kind=\"cache_read\"}", usage.cacheRead());
      add(
          "millrace_tokens_total{kind=\"cache_write\"}",
          usage.cacheWrite() + usage.cacheWriteHour());
      add("millrace_tokens_total{kind=\"output\"}", usage.output());
      add("millrace_tokens_total{kind=\"reasoning\"}", usage.reasoning());
    }
    switch (cost) {
      case Cost.Priced priced -> add("millrace_cost_picodollars_total", priced.amount().amount());
      case Cost.Unpriced _ -> add("millrace_unpriced_calls_total", 1);
    }
  }

  /// A call was turned away.
  void shed(GatewaySettings.Priority priority) {
    add("millrace_shed_total{priority=\"" + priority.name().toLowerCase(Locale.ROOT) + "\"}", 1);
  }

  /// An entry could not be written.
  void unrecorded() {
    unrecorded.increment();
  }

  private void add(String series, long amount) {
    LongAdder adder = counters.get(series);
    if (adder == null) {
      adder = counters.computeIfAbsent(series, _ -> new LongAdder());
    }
    adder.add(amount);
  }

  private Histogram histogram(String name, String operation) {
    String key = name + '|' + operation;
    Histogram found = histograms.get(key);
    return found == null ? histograms.computeIfAbsent(key, _ -> new Histogram()) : found;
  }

  /// All series as text.
  String text(int calls, long lagMillis, boolean journal, List<EndpointState> endpoints) {
    var text = new StringBuilder();
    String family = "";
    for (Map.Entry<String, LongAdder> counter : counters.entrySet()) {
      String name = counter.getKey().replaceFirst("\\{.*", "");
      if (!name.equals(family)) {
        text.append("# TYPE ").append(name).append(" counter\n");
        family = name;
      }
      text.append(counter.getKey()).append(' ').append(counter.getValue().sum()).append('\n');
    }
    family = "";
    for (Map.Entry<String, Histogram> entry : histograms.entrySet()) {
      int bar = entry.getKey().indexOf('|');
      String name = entry.getKey().substring(0, bar);
      if (!name.equals(family)) {
        text.append("# TYPE ").append(name).append(" histogram\n");
        family = name;
      }
      entry.getValue().write(text, name, entry.getKey().substring(bar + 1));
    }
    gauge(text, "millrace_calls_in_flight", calls);
    gauge(text, "millrace_thread_lag_milliseconds", lagMillis);
    gauge(text, "millrace_journal_writable", journal ? 1 : 0);
    text.append("# TYPE millrace_unrecorded_total counter\nmillrace_unrecorded_total ")
        .append(unrecorded.sum())
        .append('\n');
    endpoints(text, endpoints);
    return text.toString();
  }

  private static void gauge(StringBuilder text, String name, long value) {
    text.append("# TYPE ").append(name).append(" gauge\n");
    text.append(name).append(' ').append(value).append('\n');
  }

  private static void endpoints(StringBuilder text, List<EndpointState> endpoints) {
    text.append("# TYPE millrace_endpoint_up gauge\n");
    for (EndpointState each : endpoints) {
      label(text, "millrace_endpoint_up", each)
          .append(each.circuit() == EndpointState.Circuit.CLOSED ? 1 : 0)
          .append('\n');
    }
    text.append("# TYPE millrace_endpoint_in_flight gauge\n");
    for (EndpointState each : endpoints) {
      label(text, "millrace_endpoint_in_flight", each).append(each.inFlight()).append('\n');
    }
    text.append("# TYPE millrace_endpoint_attempts_total counter\n");
    for (EndpointState each : endpoints) {
      label(text, "millrace_endpoint_attempts_total", each).append(each.attempts()).append('\n');
    }
    text.append("# TYPE millrace_endpoint_failures_total counter\n");
    for (EndpointState each : endpoints) {
      label(text, "millrace_endpoint_failures_total", each).append(each.failures()).append('\n');
    }
  }

  private static StringBuilder label(StringBuilder text, String name, EndpointState endpoint) {
    String escaped = endpoint.name().replace("\\", "\\\\").replace("\"", "\\\"");
    return text.append(name).append("{endpoint=\"").append(escaped).append("\"} ");
  }

  /// Counts of durations by upper bound.
  private static final class Histogram {
    private final LongAdder[] buckets = new LongAdder[BOUNDS.length + 1];
    private final LongAdder micros = new LongAdder();

    Histogram() {
      for (int i = 0; i < buckets.length; i++) {
        buckets[i] = new LongAdder();
      }
    }

    void observe(long observed) {
      int bucket = 0;
      while (bucket < BOUNDS.length && observed > BOUNDS[bucket] * 1e6) {
        bucket++;
      }
      buckets[bucket].increment();
      micros.add(observed);
    }

    void write(StringBuilder text, String name, String operation) {
      String labels = "operation=\"" + operation + "\"";
      long sum = 0;
      for (int i = 0; i < buckets.length; i++) {
        sum += buckets[i].sum();
        String bound = i < BOUNDS.length ? Double.toString(BOUNDS[i]) : "+Inf";
        text.append(name)
            .append("_bucket{")
            .append(labels)
            .append(",le=\"")
            .append(bound)
            .append("\"} ")
            .append(sum)
            .append('\n');
      }
      text.append(name).append("_sum{").append(labels).append("} ");
      text.append(micros.sum() / 1e6).append('\n');
      text.append(name).append("_count{").append(labels).append("} ").append(sum).append('\n');
    }
  }
}
