package io.millrace.learn.answer;

import java.util.List;

/// What kind of answer a scenario gets, found from its answers alone (and the inputs they may copy
/// from).
public sealed interface AnswerShape {
  /// One of a closed set of answers.
  ///
  /// @param labels what is decided, such as `refund` in `{"intent": "refund"}`, most frequent first
  /// @param wrapping how the label is written: `bare`, `json`, or `sentence`
  record Label(List<String> labels, String wrapping) implements AnswerShape {
    public Label {
      labels = List.copyOf(labels);
    }
  }

  /// A JSON object.
  ///
  /// @param obstacles why it cannot be learned; empty when it can
  @SuppressWarnings("AvoidCommonTypeNames")
  record Record(List<Field> fields, List<Obstacle> obstacles) implements AnswerShape {
    public Record {
      fields = List.copyOf(fields);
      obstacles = List.copyOf(obstacles);
    }

    /// Whether every field is one that a student can learn (labels, and spans of the input) and the
    /// spelling follows a rule.
    public boolean learnable() {
      return obstacles.isEmpty() && fields.stream().allMatch(f -> f.kind().learnable());
    }
  }

  /// Free text: the teacher keeps it.
  ///
  /// @param obstacle why it is not one of the others
  record Text(Obstacle obstacle) implements AnswerShape {
    /// The obstacle's code.
    public String why() {
      return obstacle.code();
    }
  }

  /// A field of a record.
  ///
  /// @param path its place in the object, such as `slots.city`
  /// @param kind what its values are
  /// @param presence the share of answers that have it
  record Field(String path, FieldKind kind, double presence) {}

  /// What the values of a field are.
  enum FieldKind {
    LABEL(true),
    SPAN(true),
    SPAN_LIST(true),
    NUMBER(false),
    TEXT(false),
    OTHER(false);

    private final boolean learnable;

    FieldKind(boolean learnable) {
      this.learnable = learnable;
    }

    /// Whether students for this kind exist.
    public boolean learnable() {
      return learnable;
    }
  }
}
