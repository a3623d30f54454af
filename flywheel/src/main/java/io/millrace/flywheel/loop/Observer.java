package io.millrace.flywheel.loop;

import io.millrace.model.Message;
import io.millrace.model.Request;
import io.millrace.store.calllog.ExchangeReader;
import io.millrace.store.calls.CallFeed;
import io.millrace.store.calls.CallFilter;
import io.millrace.store.calls.CallRecord;
import io.millrace.store.calls.CallStore;
import io.millrace.store.control.AuditMaterial;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.NewObservation;
import io.millrace.store.control.Outcome;
import io.millrace.store.control.Source;
import io.millrace.store.journal.Entry;
import io.millrace.store.policy.Sha256;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/*
 * The journal says which calls an audit was drawn for and which were held out and compared; this
 * makes rows of them, in the journal's order. Rows and cursor are written in one transaction, and a
 * call that is there already is passed over: so a crash at any moment loses and doubles nothing.
 *
 * While no policy is out there is nothing to observe, and the journal is not read at all: the place
 * where reading must begin is noted instead, always before a policy can go out.
 */

/// Takes observations of released policies from the journal. One thread at a time.
final class Observer {
  static final String CURSOR = "observer";
  private static final int BATCH = 500;

  private final CallStore calls;
  private final ControlStore control;
  private final AuditMaterial material;
  private final Warnings warnings;
  private final boolean masked;
  private final List<NewObservation> rows = new ArrayList<>();
  private @Nullable CallFeed feed;
  private long position;

  /// @param masked whether bodies in the call log are masked, and so of no use for asking
  Observer(
      CallStore calls,
      ControlStore control,
      AuditMaterial material,
      Warnings warnings,
      boolean masked) {
    this.calls = calls;
    this.control = control;
    this.material = material;
    this.warnings = warnings;
    this.masked = masked;
    this.position = Math.max(0, control.cursor(CURSOR));
  }

  /// Takes what ended since the last time. After an exception it begins again behind what is
  /// written.
  ///
  /// @param out whether any policy is out
  /// @param end the journal's end at a moment before that was found out: whatever a policy that
  ///   goes out from then on has a part in stands behind it
  void advance(boolean out, long end) {
    if (!out) {
      // Calls of before a policy was out say nothing; those behind the cursor of a policy that was
      // taken back meanwhile say nothing any more.
      feed = null;
      position = end;
      return;
    }
    CallFeed reading = feed;
    feed = null;
    rows.clear();
    if (reading == null) {
      reading = calls.feed(CallFilter.latest(Integer.MAX_VALUE), position);
    }
    long[] read = {position};
    reading.advance((call, at) -> {
      read[0] = at;
      observation(call)
          .ifPresent(row -> {
            rows.add(row);
            if (rows.size() >= BATCH) {
              write(at);
            }
          });
    });
    if (!rows.isEmpty()) {
      write(read[0]);
    }
    position = read[0];
    feed = reading;
  }

  private void write(long upTo) {
    control.observed(CURSOR, upTo, rows);
    rows.clear();
    position = upTo;
  }

  private Optional<NewObservation> observation(CallRecord call) {
    Entry.CallStarted started = call.started();
    Entry.CallEnded ended = Objects.requireNonNull(call.ended());
    Entry.Draw draw = ended.draw();
    if (draw.policy().isEmpty() || !started.purpose().isEmpty()) {
      return Optional.empty();
    }
    warnings.observe(ended);
    Boolean agrees = draw.agrees();
    if (agrees != null) {
      Outcome outcome = agrees ? Outcome.AGREED : Outcome.DISAGREED;
      return Optional.of(row(call, ended, Source.HELD_OUT, null, null, outcome));
    }
    // A cheaper model that failed answered nothing, and of its policy nothing is to be seen in
    // that.
    if (!draw.audited() || ended.tier().equals("cache") || ended.reason().equals("model_failed")) {
      return Optional.empty();
    }
    boolean answered = ended.outcome().equals("answered");
    Optional<AuditMaterial.Material> handed = material.take(started.call().text());
    byte[] request =
        handed.map(AuditMaterial.Material::request).orElse(masked ? null : started.request());
    String answer =
        handed.map(AuditMaterial.Material::answer).orElseGet(() -> masked ? null : known(ended));
    // What the teacher did not come to say of a student's answer, it is asked once more: calls that
    // are slow or fail may be the ones on which the two differ.
    if (!answered && answer == null) {
      return Optional.empty();
    }
    boolean below = answered && !ended.tier().equals("teacher");
    Source source = below ? Source.AUDIT : Source.HELD_OUT;
    return Optional.of(row(call, ended, source, request, answer, Outcome.PENDING));
  }

  /// What the teacher's answer is held against, or the teacher's itself where a cheaper model's is
  /// to be held against that.
  private static @Nullable String known(Entry.CallEnded ended) {
    return ended.shadow() != null ? ended.shadow() : ExchangeReader.complete(ended.response());
  }

  @SuppressWarnings("NullAway") // the request may be null; not seen across modules
  private static NewObservation row(
      CallRecord call,
      Entry.CallEnded ended,
      Source source,
      byte @Nullable [] request,
      @Nullable String answer,
      Outcome outcome) {
    Entry.CallStarted started = call.started();
    return new NewObservation(
        started.call().text(),
        ended.scenario(),
        ended.draw().policy(),
        ended.at(),
        source,
        ended.draw().referenceProbability(),
        ended.confidence(),
        started.operation(),
        started.model(),
        request,
        answer,
        question(started),
        outcome);
  }

  /// The same for the same question, whatever else a request says.
  private static String question(Entry.CallStarted started) {
    byte[] body = started.request();
    JsonNode json = body == null ? null : ExchangeReader.json(body);
    if (json == null) {
      return "";
    }
    Request request = ExchangeReader.request(started.model(), json);
    Sha256 hash = new Sha256().add(request.model());
    for (Message message : request.messages()) {
      hash.add(message.role()).add(message.text());
    }
    return hash.hex().substring(0, 32);
  }
}
