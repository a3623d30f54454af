package io.millrace.provider.record;

import io.millrace.model.Answer;
import io.millrace.model.CallId;
import io.millrace.model.Cost;
import io.millrace.model.Picodollars;
import io.millrace.model.Usage;
import io.millrace.provider.chat.Operation;
import io.millrace.provider.chat.RefusedException;
import io.millrace.provider.chat.WireError;
import io.millrace.provider.protocol.Answered;
import io.millrace.provider.protocol.InboundCall;
import io.millrace.provider.route.Cancellation;
import io.millrace.provider.route.Delivery;
import io.millrace.provider.route.ModelRoute;
import io.millrace.provider.route.Router;
import io.millrace.store.calllog.ExchangeReader;
import io.millrace.store.journal.Entry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Calls that the platform makes on its own account: audits, shadows, judges, probes. They go the
/// way of every other call, and are in the journal like one. Thread-safe; a call blocks its thread.
public final class OwnCalls {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final Router router;
  private final Supplier<CallRecorder.Book> books;
  private final CallIds ids;
  private final Function<byte[], byte @Nullable []> recorded;

  /// @param books where calls are recorded as they come, and at what prices
  /// @param recorded what is kept of a body: itself, masked, or null
  public OwnCalls(
      Router router,
      Supplier<CallRecorder.Book> books,
      CallIds ids,
      Function<byte[], byte @Nullable []> recorded) {
    this.router = router;
    this.books = books;
    this.ids = ids;
    this.recorded = recorded;
  }

  /// What a call is for.
  ///
  /// @param purpose `audit`, `shadow`, `judge`, `probe`
  /// @param subject the id of the call it is about; empty without one
  /// @param scenario of that call; empty without one
  /// @param policy the policy that is looked after; empty without one
  /// @param probability with which the subject was drawn for this call; NaN where nothing was drawn
  public record Purpose(
      String purpose, String subject, String scenario, String policy, double probability) {
    public Purpose(String purpose, String subject, String scenario, String policy) {
      this(purpose, subject, scenario, policy, Double.NaN);
    }

    /// Which tier such a call is of: a shadow is what a cheaper model would have said.
    private String tier() {
      return purpose.equals("shadow") ? "model" : "teacher";
    }
  }

  /// What a question came to.
  public sealed interface Reply {
    /// The call it was.
    CallId call();

    /// An answer, whatever it is worth.
    record Answered(CallId call, Answer answer, String model, @Nullable Usage usage, Cost cost)
        implements Reply {}

    /// The question itself was refused: asking again is of no use.
    record Refused(CallId call, int status, String message) implements Reply {}

    /// Nobody could be reached, or there was an error on their side: asking later may help.
    record Unreachable(CallId call, int status, String message) implements Reply {}
  }

  /// Asks the model that a recorded request asked, or another.
  ///
  /// @param body the recorded request; it is asked for whole, whether or not it was for a stream
  /// @param model null for the one in the body
  /// @param agreement judges the answer for the record; may give null
  /// @throws io.millrace.store.journal.JournalException when the call cannot be recorded
  public Reply ask(
      Operation operation,
      byte[] body,
      @Nullable String model,
      Purpose purpose,
      Function<Answer, @Nullable Boolean> agreement) {
    CallId id = ids.next();
    InboundCall call;
    try {
      call = inbound(operation, body, model);
    } catch (JacksonException | IllegalArgumentException e) {
      return new Reply.Refused(id, 400, "the recorded request is no request");
    }
    Optional<ModelRoute> route = router.route(call.model());
    if (route.isEmpty()) {
      return new Reply.Unreachable(id, 404, "the model '" + call.model() + "' is not known here");
    }
    return ask(id, call, route.get(), purpose, agreement);
  }

  private static InboundCall inbound(Operation operation, byte[] body, @Nullable String model) {
    if (!(MAPPER.readTree(body) instanceof ObjectNode root)) {
      throw new IllegalArgumentException("no object");
    }
    root.remove("stream");
    root.remove("stream_options");
    if (model != null) {
      root.put("model", model);
    }
    return new InboundCall(
        operation,
        MAPPER.writeValueAsBytes(root),
        root,
        root.path("model").asString(""),
        false,
        List.of());
  }

  private Reply ask(
      CallId id,
      InboundCall call,
      ModelRoute route,
      Purpose purpose,
      Function<Answer, @Nullable Boolean> agreement) {
    long start = System.nanoTime();
    var recorder = new CallRecorder(books.get(), started(id, call, purpose));
    Delivery delivery;
    try {
      delivery = router.call(call, route, recorder, new Cancellation());
    } catch (RefusedException e) {
      WireError error = e.error();
      var failed = new Outcome("refused", error.kind().status(), "", null, null, null);
      recorder.end(ended(id, recorder, purpose, failed, start));
      return new Reply.Refused(id, error.kind().status(), error.message());
    }
    return switch (delivery) {
      case Delivery.Whole whole -> {
        Answered answered = whole.answered();
        Answer answer = ExchangeReader.answer(MAPPER.readTree(answered.body()));
        var outcome =
            new Outcome(
                "answered",
                200,
                answered.model(),
                answered.usage(),
                answered.body(),
                agreement.apply(answer));
        recorder.end(ended(id, recorder, purpose, outcome, start));
        yield new Reply.Answered(id, answer, answered.model(), answered.usage(), recorder.cost());
      }
      case Delivery.Failed failed -> {
        int status = failed.answer().status();
        boolean theirs =
            status >= 500 || status == 408 || status == 409 || status == 425 || status == 429;
        var outcome =
            new Outcome(
                theirs ? "failed" : "refused", status, "", null, failed.answer().body(), null);
        recorder.end(ended(id, recorder, purpose, outcome, start));
        String message = new String(failed.answer().body(), StandardCharsets.UTF_8);
        yield theirs
            ? new Reply.Unreachable(id, status, message)
            : new Reply.Refused(id, status, message);
      }
      case Delivery.Streamed streamed -> {
        streamed.source().close();
        throw new IllegalStateException("a whole answer was asked for and a stream came");
      }
    };
  }

  /// Records what something cost that was no call to a model.
  ///
  /// @param purpose `training`
  /// @param id of the record, by which the caller can tell that it is there already
  /// @param subject what it was spent on, such as a round's id
  /// @param detail for people
  public void charge(CallId id, String purpose, String subject, Picodollars cost, String detail) {
    Instant now = books.get().clock().instant();
    var recorder =
        new CallRecorder(
            books.get(),
            new Entry.CallStarted(id, now, purpose, "", "", false, "", "", null, purpose, subject));
    recorder.end(
        new Entry.CallEnded(
            id,
            now,
            "answered",
            0,
            "",
            "",
            purpose,
            Double.NaN,
            null,
            "",
            null,
            new Cost.Priced(cost, detail),
            -1,
            0,
            null));
  }

  @SuppressWarnings("ArrayRecordComponent") // written once, never compared
  private record Outcome(
      String outcome,
      int status,
      String model,
      @Nullable Usage usage,
      byte @Nullable [] body,
      @Nullable Boolean agrees) {}

  private Entry.CallStarted started(CallId id, InboundCall call, Purpose purpose) {
    return new Entry.CallStarted(
        id,
        books.get().clock().instant(),
        call.operation().name().toLowerCase(Locale.ROOT),
        call.model(),
        "",
        false,
        "",
        "",
        recorded.apply(call.body()),
        purpose.purpose(),
        purpose.subject());
  }

  private Entry.CallEnded ended(
      CallId id, CallRecorder recorder, Purpose purpose, Outcome outcome, long start) {
    byte[] body = outcome.body();
    long micros = (System.nanoTime() - start) / 1000;
    return new Entry.CallEnded(
        id,
        recorder.now(),
        outcome.outcome(),
        outcome.status(),
        outcome.outcome().equals("answered") ? purpose.tier() : "",
        purpose.scenario(),
        purpose.purpose(),
        Double.NaN,
        null,
        outcome.model(),
        outcome.usage(),
        recorder.cost(),
        micros,
        micros,
        body == null ? null : recorded.apply(body),
        new Entry.Draw(purpose.policy(), purpose.probability(), false, outcome.agrees(), ""));
  }
}
