package io.millrace.flywheel.dataset;

import io.millrace.flywheel.audit.Partition;
import io.millrace.flywheel.dataset.ChatReader.Outcome;
import io.millrace.model.Answer;
import io.millrace.store.mask.Masking;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes the row of a unit. One thread at a time.
final class RowMaker {
  private final Dataset.Options options;
  private final RowChoice choice;
  private final DatasetLog.Lookup records;

  RowMaker(Dataset.Options options, RowChoice choice, DatasetLog.Lookup records) {
    this.options = options;
    this.choice = choice;
    this.records = records;
  }

  /// What came of a unit.
  sealed interface Made {
    /// A row.
    ///
    /// @param entry the call whose request and answer it is
    /// @param origin who says the answer: `teacher`, `audit` or `correction`
    /// @param rejected where the other answer of a pair comes from: `answer`, `shadow` or
    ///   `subject`; empty without pairs
    record Row(ObjectNode json, Partition.Entry entry, String origin, String rejected)
        implements Made {}

    /// No row, and why, for each call of the unit.
    record Nothing(List<String> reasons) implements Made {}
  }

  Made make(Partition.Group group) {
    List<String> reasons = new ArrayList<>();
    for (Partition.Entry entry : choice.order(group)) {
      switch (draft(entry)) {
        case Outcome.Read<Made.Row>(Made.Row row) -> {
          return row;
        }
        case Outcome.Refused<Made.Row>(String reason) -> reasons.add(reason);
      }
    }
    return new Made.Nothing(reasons);
  }

  private Outcome<Made.Row> draft(Partition.Entry entry) {
    Optional<RecordedCall> found = records.find(entry.id());
    if (found.isEmpty()) {
      return new Outcome.Refused<>("unreadable");
    }
    RecordedCall recorded = found.get();
    return switch (ChatReader.request(recorded.body(), recorded.messages())) {
      case Outcome.Refused<Chat>(String reason) -> new Outcome.Refused<>(reason);
      case Outcome.Read<Chat>(Chat chat) when endsWithAnswer(chat) ->
          new Outcome.Refused<>("prefilled");
      case Outcome.Read<Chat>(Chat chat) -> answered(entry, recorded, masked(chat));
    };
  }

  /// A request whose last words are the assistant's wants them gone on with.
  private static boolean endsWithAnswer(Chat chat) {
    return Json.text(chat.messages().getLast(), "role").equals("assistant");
  }

  private Outcome<Made.Row> answered(Partition.Entry entry, RecordedCall recorded, Chat chat) {
    Optional<ObjectNode> correction =
        options.corrections().of(entry.id()).map(text -> masked(Chat.answer(text)));
    Outcome<ObjectNode> own = own(entry, recorded);
    if (correction.isEmpty() && own instanceof Outcome.Refused<ObjectNode>(String reason)) {
      return new Outcome.Refused<>(reason);
    }
    ObjectNode said = own instanceof Outcome.Read<ObjectNode>(ObjectNode read) ? read : null;
    ObjectNode best = correction.orElse(said);
    if (best == null) {
      return new Outcome.Refused<>("unreadable");
    }
    String origin =
        correction.isPresent()
            ? "correction"
            : recorded.purpose().isEmpty() ? "teacher" : recorded.purpose();
    if (!options.format().pairs()) {
      return row(entry, chat, best, null, origin, "");
    }
    ObjectNode rejected = correction.isPresent() ? said : other(recorded);
    if (rejected == null || same(best, rejected)) {
      return new Outcome.Refused<>("no_pair");
    }
    String other =
        correction.isPresent() ? "answer" : recorded.shadow() != null ? "shadow" : "subject";
    return row(entry, chat, best, rejected, origin, other);
  }

  private Outcome<Made.Row> row(
      Partition.Entry entry,
      Chat chat,
      ObjectNode answer,
      @Nullable ObjectNode rejected,
      String origin,
      String other) {
    return switch (options.format().row(chat, answer, rejected)) {
      case Outcome.Refused<ObjectNode>(String reason) -> new Outcome.Refused<>(reason);
      case Outcome.Read<ObjectNode>(ObjectNode json) ->
          new Outcome.Read<>(new Made.Row(json, entry, origin, other));
    };
  }

  /// What was answered to a call.
  private Outcome<ObjectNode> own(Partition.Entry entry, RecordedCall recorded) {
    return switch (entry.answer()) {
      case Answer.Complete(String text) -> new Outcome.Read<>(masked(Chat.answer(text)));
      case Answer.ToolUse _ ->
          switch (ChatReader.answer(recorded.response())) {
            case Outcome.Read<ObjectNode>(ObjectNode message) ->
                new Outcome.Read<>(masked(message));
            case Outcome.Refused<ObjectNode> refused -> refused;
          };
      case Answer.Truncated _ -> new Outcome.Refused<>("truncated");
      case Answer.Failed _ -> new Outcome.Refused<>("failed");
      case Answer.Absent _ -> new Outcome.Refused<>("absent");
    };
  }

  private @Nullable ObjectNode other(RecordedCall recorded) {
    Optional<String> text = options.disagreements().rejected(recorded, records::find);
    return text.filter(t -> !t.isBlank()).map(t -> masked(Chat.answer(t))).orElse(null);
  }

  /// Two answers that differ in white space at the edges only teach no preference.
  private static boolean same(ObjectNode one, ObjectNode other) {
    return one.path("tool_calls").equals(other.path("tool_calls"))
        && Json.text(one, "content").strip().equals(Json.text(other, "content").strip());
  }

  private Chat masked(Chat chat) {
    if (!options.masked()) {
      return chat;
    }
    ArrayNode tools = chat.tools();
    return new Chat(
        chat.messages().stream().map(this::masked).toList(),
        tools == null
            ? null
            : (ArrayNode) Json.MAPPER.readTree(Masking.body(Json.MAPPER.writeValueAsBytes(tools))),
        chat.parallel());
  }

  private ObjectNode masked(ObjectNode message) {
    return options.masked()
        ? (ObjectNode) Json.MAPPER.readTree(Masking.body(Json.MAPPER.writeValueAsBytes(message)))
        : message;
  }
}
