package io.millrace.gateway;

import io.millrace.gateway.GatewaySettings.Bodies;
import io.millrace.gateway.GatewaySettings.Recording;
import io.millrace.http.HttpExchange;
import io.millrace.model.CallId;
import io.millrace.model.Cost;
import io.millrace.model.Request;
import io.millrace.provider.chat.ChatAnswer;
import io.millrace.provider.chat.Operation;
import io.millrace.provider.chat.WireError;
import io.millrace.provider.protocol.Answered;
import io.millrace.provider.protocol.InboundCall;
import io.millrace.provider.protocol.Prepared;
import io.millrace.provider.protocol.Translation;
import io.millrace.provider.record.CallRecorder;
import io.millrace.provider.route.Cancellation;
import io.millrace.provider.route.Delivery;
import io.millrace.provider.route.ModelRoute;
import io.millrace.store.calllog.ExchangeReader;
import io.millrace.store.control.AuditMaterial;
import io.millrace.store.journal.Entry;
import io.millrace.store.journal.JournalException;
import io.millrace.store.mask.Masking;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One call on its way: a tier is chosen, it answers, the call is recorded, and only then does the
/// last byte leave. Belongs to the call's thread.
final class CallRun {
  private static final String EVENTS = "text/event-stream";
  private static final String JSON = "application/json";

  private final Desk desk;
  private final HttpExchange exchange;
  private final InboundCall call;
  private final CallId id;
  private final long arrival;
  private final boolean keepBody;
  private final CallRecorder recorder;
  private Verdict verdict;
  private String answering = "teacher";
  private long firstByte = -1;
  private boolean ended;

  CallRun(Desk desk, HttpExchange exchange, InboundCall call, Caller caller, long arrival) {
    this.desk = desk;
    this.exchange = exchange;
    this.call = call;
    this.arrival = arrival;
    this.id = desk.ids().next();
    this.keepBody = keeps(desk.recording(), id);
    this.recorder = new CallRecorder(desk.book(), started(caller));
    var named = new Verdict.Named(header("x-millrace-conversation"), header("x-millrace-action"));
    this.verdict = Verdict.of(desk.policies(), call, id, named);
  }

  /// Whether this call's bodies are in the sample, by its id's random part.
  private static boolean keeps(Recording recording, CallId id) {
    if (recording.bodies() == Bodies.OMIT || recording.sample() <= 0) {
      return false;
    }
    int draw = id.text().hashCode() * 0x9E3779B9 >>> 8;
    return draw < recording.sample() * (1 << 24);
  }

  private Entry.CallStarted started(Caller caller) {
    return new Entry.CallStarted(
        id,
        desk.book().clock().instant(),
        call.operation().name().toLowerCase(Locale.ROOT),
        call.model(),
        caller.key(),
        call.stream(),
        header("x-millrace-scenario"),
        header("x-millrace-action"),
        recorded(call.body()));
  }

  private String header(String name) {
    String value = exchange.headers().first(name);
    return value == null ? "" : value.length() > 200 ? value.substring(0, 200) : value;
  }

  private byte @Nullable [] recorded(byte @Nullable [] body) {
    return !keepBody || body == null ? null : desk.recording().bodies().kept(body);
  }

  private @Nullable String recorded(@Nullable String text) {
    if (!keepBody || text == null) {
      return null;
    }
    return desk.recording().bodies() == Bodies.MASK ? Masking.text(text) : text;
  }

  /// Answers the call.
  ///
  /// @param route where the teacher is
  /// @throws IOException when the caller is gone
  void run(ModelRoute route, String tenant) throws IOException {
    exchange.header("x-millrace-call-id", id.text()).header("x-request-id", id.text());
    if (!verdict.scenario().isEmpty()) {
      exchange.header("x-millrace-scenario", verdict.scenario());
    }
    if (!verdict.arm().isEmpty()) {
      exchange.header("x-millrace-experiment", verdict.arm());
    }
    try {
      boolean remembered = verdict.arm().isEmpty() && desk.cached(verdict.scenario());
      String key = remembered ? AnswerCache.key(tenant, call) : null;
      AnswerCache.Cached cached = key == null ? null : desk.cache().find(key);
      if (cached != null) {
        sendCached(cached);
      } else if (verdict.answer() != null) {
        sendStudent(verdict.answer());
      } else {
        askModels(route, key);
      }
    } catch (JournalException e) {
      unwritable(e);
    } catch (RuntimeException e) {
      endAfterFault();
      throw e;
    }
  }

  /// A fault of ours does not leave the call open in the journal.
  private void endAfterFault() {
    if (!ended) {
      try {
        end(CallOutcome.failed(500, null));
      } catch (JournalException e) {
        desk.report("the journal cannot be written: " + e.getMessage());
      }
    }
  }

  private void sendCached(AnswerCache.Cached cached) throws IOException {
    var outcome =
        new CallOutcome("answered", 200, "cache", cached.model(), cached.usage(), cached.body());
    exchange.header("x-millrace-tier", "cache").header("x-millrace-cost-usd", "0");
    firstByte = micros();
    end(outcome);
    if (cached.stream() == null) {
      exchange.respond(200, JSON, cached.body());
    } else {
      exchange.begin(200, EVENTS);
      exchange.write(cached.stream(), 0, cached.stream().length);
      exchange.finish();
    }
  }

  private void sendStudent(String text) throws IOException {
    ChatAnswer answer = StudentAnswer.of(id, call, recorder.now(), verdict.request(), text);
    Answered whole = Translation.whole(call, answer);
    exchange.header("x-millrace-tier", "student").header("x-millrace-cost-usd", "0");
    firstByte = micros();
    if (verdict.draw().audited() && !keptWhole()) {
      desk.material().put(id.text(), new AuditMaterial.Material(call.body(), text));
    }
    end(new CallOutcome("answered", 200, "student", whole.model(), whole.usage(), whole.body()));
    if (!call.stream()) {
      exchange.respond(200, JSON, whole.body());
      return;
    }
    exchange.begin(200, EVENTS);
    for (byte[] piece : Translation.streamed(call, answer)) {
      exchange.write(piece, 0, piece.length);
    }
    exchange.finish();
  }

  /// Whether the journal has what the teacher would be asked with.
  private boolean keptWhole() {
    return keepBody && desk.recording().bodies() == Bodies.KEEP;
  }

  /// Asks the other model, where the policy is sure of it or an experiment says so, and else, or
  /// where that fails, the teacher.
  private void askModels(ModelRoute route, @Nullable String cacheKey) throws IOException {
    var cancellation = new Cancellation();
    exchange.whenGone(cancellation::cancel);
    var attempts = new CheaperTier.Attempts(recorder, 0);
    Request request = verdict.request();
    if (verdict.model() != null && request != null) {
      var other = new CheaperTier(desk, call, request, verdict.model());
      if (!verdict.ofExperiment() && !other.mayLeave(route)) {
        verdict = verdict.staying();
      } else if (verdict.byModel()) {
        Delivery delivery = other.ask(attempts, cancellation, !verdict.ofExperiment());
        if (delivery != null) {
          send(delivery, verdict.modelTier(), cancellation, null);
          return;
        }
        verdict = verdict.failed();
        attempts = new CheaperTier.Attempts(recorder, attempts.made());
      }
    }
    send(
        desk.router().call(call, route, attempts, cancellation), "teacher", cancellation, cacheKey);
  }

  private void send(
      Delivery delivery, String tier, Cancellation cancellation, @Nullable String cacheKey)
      throws IOException {
    answering = tier;
    switch (delivery) {
      case Delivery.Whole whole -> sendWhole(whole, cacheKey);
      case Delivery.Streamed streamed -> {
        try (Delivery.Source source = streamed.source()) {
          sendStream(streamed, source, cancellation, cacheKey);
        }
      }
      case Delivery.Failed failed -> sendFailure(failed);
    }
  }

  private void sendWhole(Delivery.Whole delivery, @Nullable String cacheKey) throws IOException {
    Answered answered = delivery.answered();
    firstByte = micros();
    end(answered(200, answered));
    remember(cacheKey, answered, null);
    exchange.header("x-millrace-tier", answering);
    if (recorder.cost() instanceof Cost.Priced priced) {
      exchange.header("x-millrace-cost-usd", priced.amount().toUsd());
    }
    dropped(delivery.dropped());
    exchange.respond(200, JSON, answered.body());
  }

  private void dropped(List<String> fields) {
    if (!fields.isEmpty()) {
      exchange.header("x-millrace-dropped", String.join(", ", fields));
    }
  }

  private CallOutcome answered(int status, Answered answered) {
    return new CallOutcome(
        "answered", status, answering, answered.model(), answered.usage(), answered.body());
  }

  private void remember(@Nullable String key, Answered answered, byte @Nullable [] stream) {
    if (key != null && !answered.finish().equals("length")) {
      desk.cache()
          .put(
              key,
              new AnswerCache.Cached(answered.body(), stream, answered.model(), answered.usage()));
    }
  }

  private void sendStream(
      Delivery.Streamed streamed,
      Delivery.Source source,
      Cancellation cancellation,
      @Nullable String cacheKey)
      throws IOException {
    exchange.header("x-millrace-tier", answering).header("cache-control", "no-cache");
    dropped(streamed.dropped());
    var copy = cacheKey == null ? null : new ByteArrayOutputStream();
    boolean begun = false;
    try {
      while (true) {
        Prepared.Step step = source.next();
        if (copy != null) {
          copy.writeBytes(step.bytes());
        }
        if (!begun) {
          firstByte = micros();
          exchange.begin(200, EVENTS);
          begun = true;
        }
        if (step.last()) {
          Answered answered = source.answered();
          exchange.flush();
          end(answered(200, answered));
          remember(cacheKey, answered, copy == null ? null : copy.toByteArray());
          exchange.write(step.bytes(), 0, step.bytes().length);
          exchange.finish();
          return;
        }
        exchange.write(step.bytes(), 0, step.bytes().length);
        if (!source.ready()) {
          exchange.flush();
        }
      }
    } catch (Delivery.StreamBrokenException e) {
      if (cancellation.cancelled()) {
        gone(source);
        exchange.abort();
      } else {
        breakOff(source, e.error(), begun);
      }
    } catch (IOException e) {
      gone(source);
      throw e;
    }
  }

  /// After the first byte a failure can only be told in the stream; it never looks complete.
  private void breakOff(Delivery.Source source, WireError error, boolean begun) throws IOException {
    source.close();
    Answered part = source.answered();
    end(
        new CallOutcome(
            "failed", error.kind().status(), answering, part.model(), part.usage(), part.body()));
    if (!begun) {
      exchange.begin(200, EVENTS);
    }
    tellInStream(error);
  }

  /// Chat completions know no event for a failure, and some clients pass over ours: there the HTTP
  /// message has no end either.
  private void tellInStream(WireError error) throws IOException {
    byte[] event = Translation.errorEvent(call.operation(), error);
    exchange.write(event, 0, event.length);
    if (call.operation() == Operation.CHAT) {
      exchange.cutOff();
    } else {
      exchange.finish();
    }
  }

  /// The caller went away; what was generated by then is recorded, and the upstream is told.
  private void gone(Delivery.Source source) {
    source.close();
    Answered part = source.answered();
    end(new CallOutcome("cancelled", 0, answering, part.model(), part.usage(), part.body()));
  }

  private void sendFailure(Delivery.Failed failed) throws IOException {
    if (failed.cancelled()) {
      end(CallOutcome.cancelled());
      exchange.abort();
      return;
    }
    Prepared.ErrorAnswer answer = failed.answer();
    end(CallOutcome.failed(answer.status(), answer.body()));
    failed
        .retryAfterSeconds()
        .ifPresent(seconds -> exchange.header("retry-after", Long.toString(seconds)));
    exchange.respond(answer.status(), JSON, answer.body());
  }

  /// Writes the call's end, once: a client that goes away while the last bytes are sent to it has
  /// been answered.
  private void end(CallOutcome outcome) {
    if (ended) {
      return;
    }
    ended = true;
    Entry.Draw draw = draw(outcome);
    keepForComparison(outcome, draw);
    long total = micros();
    Cost cost = recorder.cost();
    var entry =
        new Entry.CallEnded(
            id,
            recorder.now(),
            outcome.outcome(),
            outcome.status(),
            outcome.tier(),
            verdict.scenario(),
            verdict.reason(),
            verdict.confidence(),
            recorded(verdict.shadow()),
            outcome.model(),
            outcome.usage(),
            cost,
            firstByte,
            total,
            recorded(outcome.body()),
            draw);
    desk.metrics().call(call.operation(), outcome.outcome(), outcome.tier(), firstByte, total);
    desk.metrics().used(outcome.usage(), cost);
    recorder.end(entry);
  }

  /// What a cheaper model's answers are compared with, or the answer itself where it gave one, and
  /// who the conversation is with now. Of a student, its answer where the teacher gave none.
  private void keepForComparison(CallOutcome outcome, Entry.Draw draw) {
    Request request = verdict.request();
    boolean cached = outcome.tier().equals("cache");
    String shadow = verdict.shadow();
    if (draw.audited() && draw.agrees() == null && shadow != null && !cached && !keptWhole()) {
      desk.material().put(id.text(), new AuditMaterial.Material(call.body(), shadow));
    }
    String reader = verdict.readBy(outcome.tier(), call.model());
    if (reader.isEmpty() || request == null || !outcome.outcome().equals("answered")) {
      return;
    }
    desk.conversations().answered(request.messages(), reader, recorder.now());
    if (verdict.model() != null && draw.audited() && !keptWhole()) {
      String text = ExchangeReader.complete(outcome.body());
      if (text != null) {
        desk.material().put(id.text(), new AuditMaterial.Material(call.body(), text));
      }
    }
  }

  /// Where the teacher answered a call that the student was sure of and that is to be compared, the
  /// two are.
  private Entry.Draw draw(CallOutcome outcome) {
    Entry.Draw draw = verdict.draw();
    String shadow = verdict.shadow();
    byte[] body = outcome.body();
    boolean teacher = outcome.tier().equals("teacher") && outcome.outcome().equals("answered");
    if (!draw.audited() || shadow == null || body == null || !teacher) {
      return draw;
    }
    Boolean agrees = Agreement.of(shadow, body);
    return new Entry.Draw(
        draw.policy(), draw.referenceProbability(), draw.audited(), agrees, draw.arm());
  }

  /// What cannot be recorded is not answered.
  private void unwritable(JournalException e) throws IOException {
    desk.report("the journal cannot be written: " + e.getMessage());
    WireError error =
        new WireError(
            WireError.Kind.UNAVAILABLE,
            "this call could not be recorded, so it was not answered; the server's operator must"
                + " look at its journal",
            null,
            "journal_unwritable");
    if (!exchange.answered()) {
      Prepared.ErrorAnswer answer = Translation.error(call.operation(), error);
      exchange.header("retry-after", "5").respond(answer.status(), JSON, answer.body());
      return;
    }
    tellInStream(error);
  }

  private long micros() {
    return (System.nanoTime() - arrival) / 1000;
  }
}
