package io.millrace.model;

import java.util.Objects;

/// What a call costs, or why that is not known. Unknown is a state of its own and never zero.
public sealed interface Cost {
  /// The cost is known.
  ///
  /// @param amount exact
  /// @param version the version of the price and the exchange rate it was priced with
  record Priced(Picodollars amount, String version) implements Cost {
    public Priced {
      Objects.requireNonNull(amount, "amount");
      Objects.requireNonNull(version, "version");
    }
  }

  /// The cost is not known.
  ///
  /// @param detail what is missing, for people
  record Unpriced(Reason reason, String detail) implements Cost {
    public Unpriced {
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(detail, "detail");
    }
  }

  /// Why a call is unpriced.
  enum Reason {
    /// The catalogue does not know the model.
    UNKNOWN_MODEL,
    /// The catalogue knows the model, but no version of its price was in force.
    NOT_IN_FORCE,
    /// The price is in a currency without an exchange rate on that day.
    NO_EXCHANGE_RATE,
    /// The call has tokens of a kind that the price has no rate for.
    NO_RATE,
    /// The log does not say what was used.
    NO_USAGE,
    /// The sum is beyond a million USD for one call.
    TOO_LARGE
  }
}
