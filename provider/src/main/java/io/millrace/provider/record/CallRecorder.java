package io.millrace.provider.record;

import io.millrace.model.CallId;
import io.millrace.model.Cost;
import io.millrace.model.Picodollars;
import io.millrace.model.PriceCatalogue;
import io.millrace.model.Usage;
import io.millrace.provider.route.AttemptLog;
import io.millrace.provider.route.Endpoint;
import io.millrace.store.journal.Entry;
import io.millrace.store.journal.Journal;
import io.millrace.store.journal.JournalException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes one call into the journal. Thread-safe: hedged attempts report at once.
///
/// Two writes a call where nothing fails: its start together with its first attempt's, and the
/// attempt's end together with its own.
public final class CallRecorder implements AttemptLog {
  /// Where calls are written, and with what prices.
  ///
  /// @param serveUnrecorded whether a call goes on when it cannot be written
  /// @param unrecorded called for each entry that could not be written; by any thread
  public record Book(
      Journal journal,
      PriceCatalogue prices,
      InstantSource clock,
      boolean serveUnrecorded,
      Runnable unrecorded) {}

  private record Attempt(String provider, String model) {}

  private final Book book;
  private final CallId call;
  private final List<Entry> pending = new ArrayList<>(3);
  private final Map<Integer, Attempt> open = new HashMap<>(2);
  private @Nullable Cost cost;
  private boolean ended;

  /// A call that begins; nothing is written before its first attempt or its end.
  public CallRecorder(Book book, Entry.CallStarted started) {
    this.book = book;
    this.call = started.call();
    pending.add(started);
  }

  @Override
  public synchronized void started(int number, Kind kind, Endpoint endpoint, String model) {
    open.put(number, new Attempt(endpoint.provider(), model));
    pending.add(
        new Entry.AttemptStarted(
            call, now(), number, kind.name().toLowerCase(Locale.ROOT), endpoint.name(), model));
    write();
  }

  @Override
  public synchronized void ended(
      int number, Result result, int status, @Nullable Usage usage, String detail) {
    Attempt attempt = open.remove(number);
    Cost own = attempt == null ? unknown() : cost(attempt, result, status, usage);
    cost = cost == null ? own : sum(cost, own);
    pending.add(
        new Entry.AttemptEnded(
            call,
            now(),
            number,
            result.name().toLowerCase(Locale.ROOT),
            status,
            usage,
            own,
            detail));
    if (ended) {
      write();
    }
  }

  /// What an attempt costs. Providers charge nothing for an error they answered with, nor for a
  /// connection that never stood; what was cut off may be charged, and nobody says how much.
  private Cost cost(Attempt attempt, Result result, int status, @Nullable Usage usage) {
    if (usage == null && result == Result.FAILED && status >= 400) {
      return new Cost.Priced(Picodollars.ZERO, "error answer");
    }
    Instant now = now();
    String qualified = attempt.provider + "/" + attempt.model;
    Cost own = book.prices.cost(qualified, now, usage);
    boolean unknown =
        own instanceof Cost.Unpriced(Cost.Reason reason, String _)
            && reason == Cost.Reason.UNKNOWN_MODEL;
    return unknown ? book.prices.cost(attempt.model, now, usage) : own;
  }

  private static Cost unknown() {
    return new Cost.Unpriced(Cost.Reason.NO_USAGE, "the attempt is not known");
  }

  private static Cost sum(Cost a, Cost b) {
    return switch (a) {
      case Cost.Unpriced _ -> a;
      case Cost.Priced(Picodollars amount, String version) ->
          switch (b) {
            case Cost.Unpriced _ -> b;
            case Cost.Priced(Picodollars more, String other) ->
                new Cost.Priced(amount.plus(more), more.amount() == 0 ? version : other);
          };
    };
  }

  /// What all attempts that ended cost together; nothing when there were none.
  public synchronized Cost cost() {
    return cost == null ? new Cost.Priced(Picodollars.ZERO, "no attempt") : cost;
  }

  /// Writes the call's end and waits until it outlives the machine.
  ///
  /// @throws JournalException when it does not, and calls may not be served unrecorded
  public void end(Entry.CallEnded entry) {
    long position;
    synchronized (this) {
      ended = true;
      pending.add(entry);
      position = write();
    }
    if (position < 0) {
      return;
    }
    try {
      book.journal.commit(position);
    } catch (JournalException e) {
      unrecorded(e);
    }
  }

  private long write() {
    List<Entry> batch = List.copyOf(pending);
    pending.clear();
    try {
      return book.journal.append(batch);
    } catch (JournalException e) {
      unrecorded(e);
      return -1;
    }
  }

  private void unrecorded(JournalException e) {
    book.unrecorded.run();
    if (!book.serveUnrecorded) {
      throw e;
    }
  }

  /// The book's time.
  public Instant now() {
    return book.clock.instant();
  }
}
