package io.millrace.app;

import io.millrace.app.text.Texts;
import io.millrace.model.Cost;
import io.millrace.model.Spend;
import io.millrace.model.Usage;
import io.millrace.store.calls.CallRecord;
import io.millrace.store.journal.Entry;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/// How figures of a call are written for people. What is unknown is `-`, never zero.
final class CallFigures {
  static final String NONE = "-";

  private static final int COST_PLACES = 6;

  private CallFigures() {}

  static String cost(CallRecord call) {
    Entry.CallEnded ended = call.ended();
    return ended == null ? NONE : cost(ended.cost());
  }

  /// In USD, to a millionth; a smaller cost that is not zero in full.
  static String cost(Cost cost) {
    return switch (cost) {
      case Cost.Priced(var amount, _) -> {
        String rounded = Spend.of(amount).toUsd(COST_PLACES);
        boolean lost = amount.amount() != 0 && new BigDecimal(rounded).signum() == 0;
        yield lost ? amount.toUsd() : rounded;
      }
      case Cost.Unpriced _ -> NONE;
    };
  }

  /// Tokens of the prompt and of the answer.
  static String tokens(@Nullable Usage usage) {
    return usage == null ? NONE : usage.prompt() + "+" + usage.answer();
  }

  /// @param micros below zero for none
  static String time(long micros) {
    if (micros < 0) {
      return NONE;
    }
    if (micros < 10_000) {
      return scaled(micros, 3, micros < 1000 ? 2 : 1) + " ms";
    }
    return micros < 1_000_000 ? scaled(micros, 3, 0) + " ms" : scaled(micros, 6, 1) + " s";
  }

  private static String scaled(long micros, int scale, int places) {
    return BigDecimal.valueOf(micros, scale).setScale(places, RoundingMode.HALF_UP).toPlainString();
  }

  /// A code in the language of the texts, or as it is where there is no word for it.
  static String word(Texts texts, String prefix, String code) {
    if (code.isEmpty()) {
      return NONE;
    }
    String key = prefix + code;
    return texts.has(key) ? texts.say(key) : code;
  }
}
