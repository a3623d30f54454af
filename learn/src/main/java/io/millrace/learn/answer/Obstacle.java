package io.millrace.learn.answer;

import java.util.Map;
import java.util.TreeMap;

/// Why answers cannot be learned, for a report to say in any language.
///
/// Codes and their data (counts are whole numbers, shares are in \[0, 1\] with three decimals):
/// - `no_answers`
/// - `open_answers`: new answers keep appearing; `examples`, `distinct`, `seen` (share of the later
///   answers that the earlier ones held)
/// - `thin_answers`: the answers are a closed set, with too few examples each; `examples`,
///   `distinct`, `support` (examples of the median answer)
/// - `mixed_answers`: some answers are JSON, too many are not; `examples`, `json` (share)
/// - `field_number`, `field_text`, `field_other`: a field holds numbers, text or structures that
///   are neither copied from the input nor of a closed set; `field`, `distinct`, `copied` (share)
/// - `irregular_format`: the same values are spelled in ways that no rule reproduces; `reproduced`
///   (share)
/// - `no_fields`: objects without a field that most of them share; `examples`
///
/// @param code one of the above
/// @param data what it is about
public record Obstacle(String code, Map<String, String> data) {
  public Obstacle {
    data = java.util.Collections.unmodifiableMap(new TreeMap<>(data));
  }

  static String share(double share) {
    return String.valueOf(Math.round(share * 1000) / 1000.0);
  }
}
