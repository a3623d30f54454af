package io.millrace.gateway;

import io.millrace.model.Cost;
import io.millrace.model.PriceQuote;
import io.millrace.model.Usage;

/*
 * A provider keeps the beginning of a prompt that it has just read, and charges a tenth to a half for
 * reading it again. A conversation that goes on with another model pays for all of it anew. So a later
 * turn goes to the cheaper model only where
 *
 *   cheaper(input = warm + fresh, output = answer)  <  teacher(input = fresh, cache read = warm, output = answer)
 *
 * Tokens are estimates from the texts' lengths, and the same for both sides; a price list without a
 * rate for cache reads charges them as input, and then nothing is lost by leaving.
 */

/// Whether it pays for a conversation to leave the model that has read it so far. Pure.
final class Leaving {
  /// Providers keep no shorter beginnings.
  static final long LEAST_KEPT = 1024;

  private Leaving() {}

  /// @param stays the model that the conversation is with
  /// @param goes the model that it could go on with
  /// @param warm tokens that the first has read before
  /// @param fresh tokens that are new to both
  /// @param answer tokens of the answer, about
  /// @return false where one of the two has no price for such a call: what is not known is no gain
  static boolean pays(PriceQuote stays, PriceQuote goes, long warm, long fresh, long answer) {
    long kept = warm < LEAST_KEPT ? 0 : warm;
    Cost staying = stays.cost(new Usage(fresh + warm - kept, kept, 0, 0, 0, 0, answer, 0, 0));
    Cost going = goes.cost(Usage.of(warm + fresh, answer));
    return staying instanceof Cost.Priced(var here, _)
        && going instanceof Cost.Priced(var there, _)
        && there.amount() < here.amount();
  }
}
