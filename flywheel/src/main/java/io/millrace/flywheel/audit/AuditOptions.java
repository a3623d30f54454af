package io.millrace.flywheel.audit;

import io.millrace.model.PriceCatalogue;
import io.millrace.proof.Promise;
import java.math.BigDecimal;
import java.util.Objects;

/// What an audit is asked for.
///
/// @param alpha the disagreement that is allowed, in (0, 1)
/// @param delta the probability with which a certificate may be wrong, in (0, 1)
/// @param promise what alpha is a share of
/// @param loss what counts as disagreement
/// @param encoders whether students may use the small encoders
/// @param joint whether delta is shared among all scenarios
/// @param seed every random choice follows from it
/// @param threads how many threads may work at once; changes no result of fast students
/// @param examples how the report shows what students get wrong
/// @param prices what calls cost
/// @param priceSource the name of the price list, for the report
/// @param auditRate the share of answered calls for which the projected saving pays the teacher
/// @param coreHourUsd the price of the students' own computing
public record AuditOptions(
    double alpha,
    double delta,
    Promise promise,
    Loss loss,
    boolean encoders,
    boolean joint,
    long seed,
    int threads,
    Examples examples,
    PriceCatalogue prices,
    String priceSource,
    double auditRate,
    BigDecimal coreHourUsd) {
  /// Smaller shares would need more calls than anybody has.
  private static final double LEAST_SHARE = 0.0001;

  public AuditOptions {
    requireShare("alpha", alpha);
    requireShare("delta", delta);
    Objects.requireNonNull(promise, "promise");
    Objects.requireNonNull(loss, "loss");
    Objects.requireNonNull(prices, "prices");
    if (threads < 1) {
      throw new IllegalArgumentException("threads is " + threads + ", must be at least 1");
    }
  }

  /// How the report shows texts of calls.
  public enum Examples {
    /// Only words that many calls share.
    MASKED,
    /// As they are.
    CLEAR,
    /// Not at all.
    NONE
  }

  /// What counts as disagreement.
  public enum Loss {
    /// The whole answer, byte for byte: 0 or 1.
    RECORD,
    /// The share of a record's fields that differ.
    FIELDS
  }

  private static void requireShare(String name, double value) {
    if (!(value >= LEAST_SHARE && value < 1)) {
      throw new IllegalArgumentException(
          name + " is " + value + "; it must be at least 0.0001 and below 1, such as 0.05");
    }
  }
}
