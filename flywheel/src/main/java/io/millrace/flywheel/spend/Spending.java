package io.millrace.flywheel.spend;

import io.millrace.model.PriceCatalogue;
import io.millrace.store.calls.CallFilter;
import io.millrace.store.calls.CallStore;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.Round;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads what calls cost from the call log and from the rounds of learning. Stateless.
public final class Spending {
  private static final int TRIES = 10;

  private Spending() {}

  /// Adds up. Calls under way have no cost yet and are left out.
  ///
  /// A round is in it once: as the call that charges it, or, where there is none yet, as an entry
  /// of its own. What a round costs is charged first and noted second, by whatever process; so
  /// where the list of uncharged rounds changed while the calls were read, they are read again.
  ///
  /// @param control null where nothing was learned yet
  /// @param prices weigh tokens where a teacher's cost is estimated; nothing is priced with them
  public static SpendReport report(
      CallStore calls, @Nullable ControlStore control, SpendQuery query, PriceCatalogue prices) {
    if (control == null) {
      return book(calls, query, prices).report(Map.of());
    }
    List<Round> before = control.uncharged();
    for (int i = 1; ; i++) {
      SpendBook book = book(calls, query, prices);
      List<Round> after = control.uncharged();
      if (after.equals(before) || i == TRIES) {
        after.forEach(book::add);
        return book.report(names(control));
      }
      before = after;
    }
  }

  private static SpendBook book(CallStore calls, SpendQuery query, PriceCatalogue prices) {
    return calls.bill(filter(query), () -> new SpendBook(query, prices), SpendBook::add);
  }

  /// What a teacher costs may stand outside of the window.
  private static CallFilter filter(SpendQuery query) {
    return query.saved()
        ? CallFilter.latest(Integer.MAX_VALUE)
        : CallFilter.between(query.from(), query.until());
  }

  private static Map<String, String> names(ControlStore control) {
    var names = new HashMap<String, String>();
    control.scenarios().forEach(known -> names.put(known.template().id(), known.template().name()));
    return names;
  }
}
