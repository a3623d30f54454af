package io.millrace.flywheel.round;

import io.millrace.flywheel.audit.Sampling;
import io.millrace.model.Answer;
import io.millrace.model.Call;
import io.millrace.model.CallId;
import io.millrace.model.Request;
import io.millrace.model.Usage;
import io.millrace.store.calllog.CallSpool;
import io.millrace.store.calllog.ExchangeReader;
import io.millrace.store.calls.CallFilter;
import io.millrace.store.calls.CallRecord;
import io.millrace.store.calls.CallStore;
import io.millrace.store.journal.Entry;
import io.millrace.store.mask.MaskedCalls;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/*
 * One row for each call that a caller made and that was answered, whoever answered it. Its answer is
 * the teacher's: the one it got, or the one that its audit got. A call that something else answered,
 * and that was not audited, has none. It is there for its request: so jobs are found in all of the
 * traffic, and what the answered calls are a sample of is known. What a student, a cache, a judge or a
 * probe said is never read; what a shadow said is kept apart.
 *
 * Where a cheaper model failed and the teacher stepped in, the teacher's answer counts only if an audit
 * had been drawn: else calls on which that model fails would be more than their share.
 *
 * Exact repeats that were answered from memory are left out: their inputs are there already. So are
 * calls that an experiment gave to another model: which they are is chance, and those left are as good
 * a sample.
 */

/// The calls of a call log as a round learns from them, in a temporary file. One thread at a time.
final class LoggedCalls implements AutoCloseable {
  private static final int TOLD_EVERY = 1000;

  /// From this share of calls on, words of masking are no chance.
  private static final double MASKED = 0.01;

  private final CallSpool spool;
  private final Sampling sampling = new Sampling();
  private final Shadows shadows = new Shadows();
  private final UnaryOperator<Call> reading;
  private final LongConsumer progress;

  /// Calls that a student answered and whose audits are still to come. Few at a time, since audits
  /// follow their calls closely.
  private final Map<String, Audited> awaited = new LinkedHashMap<>();

  private long read;
  private long learned;
  private long withWords;

  private record Audited(Call call, double probability) {}

  private LoggedCalls(CallSpool spool, UnaryOperator<Call> reading, LongConsumer progress) {
    this.spool = spool;
    this.reading = reading;
    this.progress = progress;
  }

  /// Reads all calls that ended by now.
  ///
  /// @param folder of the temporary file
  /// @param reading what becomes of a call before it is kept
  /// @param progress takes the number of calls read, now and then
  static LoggedCalls read(
      CallStore store, Path folder, UnaryOperator<Call> reading, LongConsumer progress) {
    CallSpool spool = CallSpool.in(folder);
    boolean whole = false;
    try {
      var calls = new LoggedCalls(spool, reading, progress);
      store.each(CallFilter.latest(Integer.MAX_VALUE), 0, (call, _) -> calls.take(call));
      calls.awaited.values().forEach(each -> calls.add(each.call(), each.probability(), false));
      spool.seal();
      whole = true;
      return calls;
    } finally {
      if (!whole) {
        spool.close();
      }
    }
  }

  private void take(CallRecord record) {
    Entry.CallEnded ended = record.ended();
    if (ended == null || !ended.outcome().equals("answered")) {
      return;
    }
    switch (record.started().purpose()) {
      case "" -> takeCaller(record.started(), ended);
      case "audit" -> takeAudit(record.started(), ended);
      case "shadow" -> shadows.take(record.started(), ended, answer(ended.response()));
      default -> {}
    }
  }

  private void takeCaller(Entry.CallStarted started, Entry.CallEnded ended) {
    byte[] body = started.request();
    JsonNode request = body == null ? null : ExchangeReader.json(body);
    if (request == null
        || started.operation().equals("embeddings")
        || ended.tier().equals("cache")
        || ended.ofOtherModel()) {
      return;
    }
    double probability = ended.draw().referenceProbability();
    boolean steppedIn = ended.reason().equals("model_failed") && !ended.draw().audited();
    if (ended.tier().equals("teacher") && !steppedIn) {
      Answer answer = answer(ended.response());
      if (answer != null) {
        Call call = call(started, request, answer, ended);
        add(call, Double.isNaN(probability) ? 1 : probability, true);
      }
      return;
    }
    // Without a draw on record nobody knows the odds: it counts as if it could not be drawn.
    double odds = Double.isNaN(probability) ? 0 : probability;
    Call call = call(started, request, new Answer.Absent(), ended);
    if (ended.draw().audited() && !ended.tier().equals("teacher")) {
      awaited.put(call.id(), new Audited(call, odds));
    } else {
      add(call, odds, false);
    }
  }

  private void takeAudit(Entry.CallStarted started, Entry.CallEnded ended) {
    Answer answer = answer(ended.response());
    Audited subject = answer == null ? null : awaited.remove(started.subject());
    if (answer != null && subject != null) {
      Call call = subject.call();
      add(
          new Call(
              call.id(),
              call.created(),
              call.conversation(),
              call.model(),
              call.request(),
              answer,
              ended.usage(),
              OptionalLong.empty(),
              null),
          subject.probability(),
          true);
    }
  }

  private static @Nullable Answer answer(byte @Nullable [] body) {
    JsonNode response = body == null ? null : ExchangeReader.json(body);
    return response == null ? null : ExchangeReader.answer(response);
  }

  private static Call call(
      Entry.CallStarted started, JsonNode body, Answer answer, Entry.CallEnded ended) {
    Request request = ExchangeReader.request(started.model(), body);
    CallId id = started.call();
    boolean teacher = ended.tier().equals("teacher");
    Usage usage = teacher ? ended.usage() : null;
    return new Call(
        id.text(),
        started.at(),
        ExchangeReader.conversation(body),
        ended.servedModel().isEmpty() ? started.model() : ended.servedModel(),
        request,
        answer,
        usage,
        teacher ? OptionalLong.of(ended.totalMicros() / 1000) : OptionalLong.empty(),
        null);
  }

  private void add(Call call, double probability, boolean answered) {
    sampling.put(call.id(), probability, answered);
    spool.add(reading.apply(call));
    withWords += MaskedCalls.maybe(call) ? 1 : 0;
    learned += answered ? 1 : 0;
    if (++read % TOLD_EVERY == 0) {
      progress.accept(read);
    }
  }

  CallSpool spool() {
    return spool;
  }

  Sampling sampling() {
    return sampling;
  }

  /// What cheaper models said.
  Shadows shadows() {
    return shadows;
  }

  /// How many callers' calls there are.
  long read() {
    return read;
  }

  /// How many of them have an answer of the teacher.
  long learned() {
    return learned;
  }

  /// Whether it seems that persons were hidden when the calls were recorded: the words that stand
  /// for them are in more texts than chance puts there.
  boolean seemMasked() {
    return withWords >= MASKED * read && withWords > 0;
  }

  @Override
  public void close() {
    spool.close();
  }
}
