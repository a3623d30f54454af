package io.millrace.sandbox.server;

import io.millrace.model.Answer;
import io.millrace.model.Message;
import io.millrace.sandbox.server.RecordedAnswers.Recorded;
import io.millrace.sandbox.server.Reply.End;
import io.millrace.sandbox.server.Reply.ToolUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Answers requests: as recorded, else as the sample traffic's teacher would, else with something
/// made up. All but what the prompt cache saves and which recorded answer's turn it is follows from
/// request and seed. Thread-safe.
final class Generator {
  private final SandboxSettings settings;
  private final Counting counting = new Counting();
  private final JobAnswers jobs = new JobAnswers();

  Generator(SandboxSettings settings) {
    this.settings = settings;
  }

  /// @param automaticCache whether the protocol caches prompts without being told to
  Generated generate(ChatCall call, boolean automaticCache) throws Refused {
    var recorded = recorded(call);
    if (recorded.isPresent()) {
      return recorded(call, recorded.get(), automaticCache);
    }
    var replies = new ArrayList<Reply>();
    for (int i = 0; i < call.limits().choices(); i++) {
      replies.add(reply(call, i));
    }
    return new Generated(replies, counting.usage(call, replies, automaticCache));
  }

  private Optional<Recorded> recorded(ChatCall call) throws Refused {
    var log = settings.recorded();
    if (log == null) {
      return Optional.empty();
    }
    var found = log.find(call.model(), messages(call));
    if (found.isEmpty() && settings.recordedOnly()) {
      throw new Refused(
          404,
          "not_recorded",
          "The sandbox answers from a recorded log only, and this request for model "
              + call.model()
              + " is not in it.");
    }
    return found;
  }

  private static List<Message> messages(ChatCall call) {
    return call.turns().stream().map(turn -> new Message(turn.role(), turn.text())).toList();
  }

  private Generated recorded(ChatCall call, Recorded recorded, boolean automaticCache)
      throws Refused {
    var reply =
        switch (recorded.answer()) {
          case Answer.Complete(var text) -> text(text, End.FINISHED);
          case Answer.Truncated(var text) -> text(text, End.LENGTH);
          case Answer.ToolUse() -> recordedTool(call);
          case Answer.Failed(var reason) ->
              throw new Refused(
                  503, "recorded_failure", "This call failed when it was recorded: " + reason);
          case Answer.Absent() ->
              throw new Refused(404, "not_recorded", "The log does not hold this call's answer.");
        };
    var replies = List.of(reply);
    var usage = recorded.usage();
    return new Generated(
        replies, usage == null ? counting.usage(call, replies, automaticCache) : usage);
  }

  private static Reply text(String text, End end) {
    return new Reply(List.of(), TokenCutter.cut(text), List.of(), end, "");
  }

  /// The log does not say which tool was called: the one that the request calls for most likely.
  private Reply recordedTool(ChatCall call) throws Refused {
    var tools = call.tools();
    var forced = new ChatCall.Tools(tools.offered(), ChatCall.Choice.REQUIRED, tools.only(), false);
    var uses =
        ToolDecision.uses(
            new ChatCall(
                call.model(),
                call.turns(),
                forced,
                call.shape(),
                call.limits(),
                call.delivery(),
                call.body()),
            settings.seed());
    if (uses.isEmpty()) {
      throw new Refused(
          404, "not_recorded", "A tool was called when this was recorded, but none is offered.");
    }
    return new Reply(List.of(), List.of(), uses, End.TOOLS, "");
  }

  private Reply reply(ChatCall call, int choice) {
    var thinking = call.limits().thinking() ? thinking(call) : List.<String>of();
    List<ToolUse> uses = ToolDecision.uses(call, settings.seed());
    return uses.isEmpty()
        ? LimitedText.of(call.limits(), thinking, content(call, choice))
        : new Reply(thinking, List.of(), uses, End.TOOLS, "");
  }

  private static List<String> thinking(ChatCall call) {
    boolean chinese = StringValues.chinese(call.question());
    return TokenCutter.cut(
        chinese ? "先弄清问题在问什么，再简短回答。" : "First I see what is asked, then I answer briefly.");
  }

  private String content(ChatCall call, int choice) {
    var job = jobs.find(messages(call));
    if (job.isPresent() && call.tools().offered().isEmpty()) {
      return job.get();
    }
    var schema = call.shape().schema();
    if (schema != null) {
      long seed = settings.seed() + choice;
      return Json.text(new SchemaValues(schema, call.question(), seed).value());
    }
    String text = AnswerText.of(call, settings.seed() + "/" + choice);
    return call.shape().json() ? Json.text(Json.object().put("answer", text)) : text;
  }
}
