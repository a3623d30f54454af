package io.millrace.gateway;

import io.millrace.model.Answer;
import io.millrace.model.Message;
import io.millrace.model.PriceQuote;
import io.millrace.model.Request;
import io.millrace.model.Usage;
import io.millrace.provider.protocol.Answered;
import io.millrace.provider.protocol.InboundCall;
import io.millrace.provider.protocol.Prepared;
import io.millrace.provider.record.CallRecorder;
import io.millrace.provider.route.AttemptLog;
import io.millrace.provider.route.Cancellation;
import io.millrace.provider.route.Delivery;
import io.millrace.provider.route.Endpoint;
import io.millrace.provider.route.ModelRoute;
import io.millrace.store.calllog.ExchangeReader;
import io.millrace.store.policy.AnswerCheck;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Asks another model in the teacher's place. Whatever it does wrong before its answer begins is as
/// if it had not been asked: the teacher is. Belongs to the call's thread.
final class CheaperTier {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final Desk desk;
  private final InboundCall call;
  private final Request request;
  private final String model;

  /// @param request as the policies read it
  /// @param model the cheaper one
  CheaperTier(Desk desk, InboundCall call, Request request, String model) {
    this.desk = desk;
    this.call = call;
    this.request = request;
    this.model = model;
  }

  /// Whether the call may leave the model that its conversation is with.
  ///
  /// @param teacher where the teacher is
  boolean mayLeave(ModelRoute teacher) {
    Instant now = desk.book().clock().instant();
    List<Message> messages = request.messages();
    Optional<String> before = desk.conversations().before(messages, now);
    if (before.isEmpty() || !before.get().equals(call.model())) {
      return true;
    }
    Optional<PriceQuote> stays = quote(teacher, call.model(), now);
    Optional<PriceQuote> goes =
        desk.router().route(model).flatMap(route -> quote(route, model, now));
    int answer = Conversations.lastAnswer(messages);
    return stays.isPresent()
        && goes.isPresent()
        && Leaving.pays(
            stays.get(),
            goes.get(),
            tokens(messages.subList(0, answer)),
            tokens(messages.subList(answer, messages.size())),
            StudentAnswer.tokens(messages.get(answer).text()));
  }

  private static long tokens(List<Message> messages) {
    return messages.stream().mapToLong(each -> 4 + StudentAnswer.tokens(each.text())).sum();
  }

  /// The price of a route's first choice.
  private Optional<PriceQuote> quote(ModelRoute route, String asked, Instant now) {
    ModelRoute.Hop hop = route.hops().getFirst();
    String named = hop.model() == null || hop.model().endsWith("*") ? asked : hop.model();
    return desk.book()
        .prices()
        .find(hop.provider() + "/" + named, now)
        .or(() -> desk.book().prices().find(named, now));
  }

  /// Asks.
  ///
  /// @param checked whether an answer that was cut off, or is no JSON where that was demanded, is
  ///   as good as none
  /// @return what may be sent to the caller; null when the teacher is to be asked
  @Nullable Delivery ask(AttemptLog log, Cancellation cancellation, boolean checked) {
    Optional<ModelRoute> route = desk.router().route(model);
    if (route.isEmpty()) {
      return null;
    }
    return switch (desk.router().call(call.asking(model), route.get(), log, cancellation)) {
      case Delivery.Failed failed -> failed.cancelled() ? failed : null;
      case Delivery.Whole whole -> !checked || usable(whole.answered()) ? whole : null;
      case Delivery.Streamed streamed -> checked && json() ? held(streamed) : streamed;
    };
  }

  /// Whether the caller demands JSON.
  private boolean json() {
    return request.form().responseFormat().contains("\"json_");
  }

  private boolean usable(Answered answered) {
    try {
      return ExchangeReader.answer(MAPPER.readTree(answered.body()))
              instanceof Answer.Complete(String text)
          && (!json() || AnswerCheck.isJson(text));
    } catch (JacksonException e) {
      return false;
    }
  }

  /// A stream of JSON is of no use before its end, and is looked at whole before it is sent.
  private @Nullable Delivery held(Delivery.Streamed streamed) {
    List<Prepared.Step> steps = new ArrayList<>();
    try (Delivery.Source source = streamed.source()) {
      do {
        steps.add(source.next());
      } while (!steps.getLast().last());
      Answered answered = source.answered();
      return usable(answered)
          ? new Delivery.Streamed(
              new Held(steps.iterator(), answered),
              streamed.endpoint(),
              streamed.model(),
              streamed.dropped(),
              streamed.attempts())
          : null;
    } catch (Delivery.StreamBrokenException e) {
      // Nobody is there any more: the teacher's attempt finds that out before it is sent.
      return null;
    }
  }

  private record Held(Iterator<Prepared.Step> steps, Answered answered) implements Delivery.Source {
    @Override
    public Prepared.Step next() {
      return steps.next();
    }

    @Override
    public boolean ready() {
      return steps.hasNext();
    }

    @Override
    public void close() {}
  }

  /// The attempts of a part of a call: numbered on from those before it, and then a fallback.
  static final class Attempts implements AttemptLog {
    private final CallRecorder recorder;
    private final int before;
    private final AtomicInteger made = new AtomicInteger();

    /// @param before how many attempts the call has made
    Attempts(CallRecorder recorder, int before) {
      this.recorder = recorder;
      this.before = before;
    }

    int made() {
      return before + made.get();
    }

    @Override
    public void started(int number, Kind kind, Endpoint endpoint, String model) {
      made.incrementAndGet();
      Kind told = before > 0 && kind == Kind.FIRST ? Kind.FALLBACK : kind;
      recorder.started(before + number, told, endpoint, model);
    }

    @Override
    public void ended(int number, Result result, int status, @Nullable Usage usage, String detail) {
      recorder.ended(before + number, result, status, usage, detail);
    }
  }
}
