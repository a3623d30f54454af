package io.millrace.store.calls;

import java.util.List;
import java.util.stream.Collectors;

/// The columns of the call log, as docs/call-log-schema.md describes them.
final class CallSchema {
  /// Grows when a reader of the last version could misread a file; new columns alone do not.
  static final int VERSION = 1;

  /// The names of the buckets of usage, in the order of [io.millrace.model.Usage].
  static final List<String> BUCKETS =
      List.of(
          "input_tokens",
          "cache_read_tokens",
          "cache_write_tokens",
          "cache_write_hour_tokens",
          "audio_input_tokens",
          "image_input_tokens",
          "output_tokens",
          "reasoning_tokens",
          "audio_output_tokens");

  private static final String USAGE =
      BUCKETS.stream().map(bucket -> bucket + " BIGINT").collect(Collectors.joining(", "));

  /// Columns that are stored as they are appended; `attempts` is appended as JSON.
  static final String STAGED =
      "position BIGINT, call_id VARCHAR, started TIMESTAMP, ended TIMESTAMP, operation VARCHAR,"
          + " model VARCHAR, served_model VARCHAR, key VARCHAR, streamed BOOLEAN,"
          + " named_scenario VARCHAR, action VARCHAR, state VARCHAR, status INTEGER, tier VARCHAR,"
          + " scenario VARCHAR, reason VARCHAR, confidence DOUBLE, shadow VARCHAR, "
          + USAGE
          + ", cost_picodollars BIGINT, price_version VARCHAR, unpriced_reason VARCHAR,"
          + " unpriced_detail VARCHAR, first_byte_micros BIGINT, total_micros BIGINT,"
          + " request VARCHAR, response VARCHAR, attempts VARCHAR, purpose VARCHAR,"
          + " subject VARCHAR, policy VARCHAR, reference_probability DOUBLE, audited BOOLEAN,"
          + " agrees BOOLEAN, arm VARCHAR";

  private static final String LATER =
      "purpose, subject, policy, reference_probability, audited, agrees, arm";

  /// No row, with the columns that files written before them lack.
  static final String LATER_COLUMNS =
      "SELECT NULL::VARCHAR AS purpose, NULL::VARCHAR AS subject, NULL::VARCHAR AS policy,"
          + " NULL::DOUBLE AS reference_probability, NULL::BOOLEAN AS audited,"
          + " NULL::BOOLEAN AS agrees, NULL::VARCHAR AS arm WHERE false";

  private static final String ATTEMPT =
      "[{\"number\":\"INTEGER\",\"kind\":\"VARCHAR\",\"endpoint\":\"VARCHAR\","
          + "\"model\":\"VARCHAR\",\"started\":\"TIMESTAMP\",\"ended\":\"TIMESTAMP\","
          + "\"result\":\"VARCHAR\",\"status\":\"INTEGER\",\"usage\":{"
          + BUCKETS.stream()
              .map(bucket -> "\"" + bucket + "\":\"BIGINT\"")
              .collect(Collectors.joining(","))
          + "},\"cost_picodollars\":\"BIGINT\",\"price_version\":\"VARCHAR\","
          + "\"unpriced_reason\":\"VARCHAR\",\"unpriced_detail\":\"VARCHAR\","
          + "\"detail\":\"VARCHAR\"}]";

  /// What turns staged rows into stored ones.
  static final String STORED = "* REPLACE (from_json(attempts, '" + ATTEMPT + "') AS attempts)";

  /// How a file is written.
  static final String FORMAT =
      "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 8192, KV_METADATA {"
          + "\"millrace.call_log.version\": '"
          + VERSION
          + "'})";

  private CallSchema() {}

  /// What is read, with bodies or without: instants as microseconds, attempts as JSON.
  static String read(boolean bodies) {
    return "position, call_id, epoch_us(started), epoch_us(ended), operation, model, served_model,"
        + " key, streamed, named_scenario, action, state, status, tier, scenario, reason,"
        + " confidence, shadow, "
        + String.join(", ", BUCKETS)
        + ", cost_picodollars, price_version, unpriced_reason, unpriced_detail, first_byte_micros,"
        + " total_micros, "
        + (bodies ? "request, response" : "NULL::VARCHAR, NULL::VARCHAR")
        + ", to_json(attempts)::VARCHAR, "
        + LATER;
  }
}
