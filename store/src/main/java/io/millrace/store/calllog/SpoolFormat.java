package io.millrace.store.calllog;

import io.millrace.model.Answer;
import io.millrace.model.Call;
import io.millrace.model.Message;
import io.millrace.model.Request;
import io.millrace.model.RequestForm;
import io.millrace.model.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The bytes of a call in a spool. Private to one run of the program, so it has no version.
final class SpoolFormat {
  private static final int COMPLETE = 0;
  private static final int TRUNCATED = 1;
  private static final int FAILED = 2;
  private static final int TOOL_USE = 3;
  private static final int ABSENT = 4;

  private SpoolFormat() {}

  static void write(Call call, SpoolWriter out) {
    Instant created = call.created();
    out.text(call.id());
    out.number(created.getEpochSecond());
    out.number(created.getNano());
    out.optionalText(call.conversation());
    out.text(call.model());
    writeRequest(call.request(), out);
    writeAnswer(call.answer(), out);
    writeUsage(call.usage(), out);
    OptionalLong latency = call.latencyMillis();
    out.number(latency.isPresent() ? 1 : 0);
    out.number(latency.orElse(0));
    out.optionalText(call.loggedCostUsd());
  }

  private static void writeRequest(Request request, SpoolWriter out) {
    out.text(request.model());
    out.number(request.messages().size());
    for (Message message : request.messages()) {
      out.text(message.role());
      out.text(message.text());
    }
    RequestForm form = request.form();
    out.text(form.responseFormat());
    out.number(form.stop().size());
    form.stop().forEach(out::text);
    out.number(form.maxTokens().isPresent() ? 1 : 0);
    out.number(form.maxTokens().orElse(0));
    out.number(form.plain() ? 1 : 0);
  }

  private static void writeAnswer(Answer answer, SpoolWriter out) {
    switch (answer) {
      case Answer.Complete(var text) -> tagged(COMPLETE, text, out);
      case Answer.Truncated(var text) -> tagged(TRUNCATED, text, out);
      case Answer.Failed(var reason) -> tagged(FAILED, reason, out);
      case Answer.ToolUse() -> tagged(TOOL_USE, "", out);
      case Answer.Absent() -> tagged(ABSENT, "", out);
    }
  }

  private static void tagged(int tag, String text, SpoolWriter out) {
    out.number(tag);
    out.text(text);
  }

  private static void writeUsage(@Nullable Usage usage, SpoolWriter out) {
    out.number(usage == null ? 0 : 1);
    if (usage != null) {
      out.number(usage.input());
      out.number(usage.cacheRead());
      out.number(usage.cacheWrite());
      out.number(usage.cacheWriteHour());
      out.number(usage.audioInput());
      out.number(usage.imageInput());
      out.number(usage.output());
      out.number(usage.reasoning());
      out.number(usage.audioOutput());
    }
  }

  static Call read(SpoolCursor in) {
    String id = in.text();
    Instant created = Instant.ofEpochSecond(in.number(), in.number());
    String conversation = in.optionalText();
    String model = in.text();
    Request request = readRequest(in);
    Answer answer = readAnswer(in);
    Usage usage = in.number() == 0 ? null : readUsage(in);
    boolean timed = in.number() == 1;
    long latency = in.number();
    return new Call(
        id,
        created,
        conversation,
        model,
        request,
        answer,
        usage,
        timed ? OptionalLong.of(latency) : OptionalLong.empty(),
        in.optionalText());
  }

  private static Request readRequest(SpoolCursor in) {
    String model = in.text();
    int count = (int) in.number();
    var messages = new ArrayList<Message>(count);
    for (int i = 0; i < count; i++) {
      messages.add(new Message(in.text(), in.text()));
    }
    String format = in.text();
    int stops = (int) in.number();
    List<String> stop = new ArrayList<>(stops);
    for (int i = 0; i < stops; i++) {
      stop.add(in.text());
    }
    boolean limited = in.number() == 1;
    int limit = (int) in.number();
    boolean plain = in.number() == 1;
    var form =
        new RequestForm(format, stop, limited ? OptionalInt.of(limit) : OptionalInt.empty(), plain);
    return new Request(model, messages, form);
  }

  private static Answer readAnswer(SpoolCursor in) {
    int tag = (int) in.number();
    String text = in.text();
    return switch (tag) {
      case COMPLETE -> new Answer.Complete(text);
      case TRUNCATED -> new Answer.Truncated(text);
      case FAILED -> new Answer.Failed(text);
      case TOOL_USE -> new Answer.ToolUse();
      case ABSENT -> new Answer.Absent();
      default -> throw new IllegalStateException("the spool holds an answer of kind " + tag);
    };
  }

  private static Usage readUsage(SpoolCursor in) {
    return new Usage(
        in.number(),
        in.number(),
        in.number(),
        in.number(),
        in.number(),
        in.number(),
        in.number(),
        in.number(),
        in.number());
  }
}
