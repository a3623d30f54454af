package io.millrace.learn.answer;

import io.millrace.learn.student.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Finds the shape of a scenario's answers. Linear time; rare deviant answers do not change the
/// verdict.
public final class AnswerShapes {
  private static final double MOSTLY = 0.8;
  private static final double SOMETIMES = 0.2;

  /// A record whose fields are all labels is one label only while its combinations are this well
  /// known.
  private static final double JOINT_SEEN = 0.97;

  private static final int JOINT_SUPPORT = 15;
  private static final double REPRODUCED = 0.75;

  private AnswerShapes() {}

  /// The shape of the answers.
  ///
  /// @param examples in time order, one for each distinct input
  public static AnswerShape infer(List<Example> examples) {
    Map<Integer, Json.Obj> objects = new TreeMap<>();
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < examples.size(); i++) {
      String answer = examples.get(i).answer();
      int index = i;
      Envelope.open(answer).ifPresent(opened -> objects.put(index, opened.object()));
      labels.add(LabelFormat.canonical(answer));
    }
    ClosedSet set = ClosedSet.of(labels);
    double json = examples.isEmpty() ? 0 : (double) objects.size() / examples.size();
    if (json >= MOSTLY) {
      return ofObjects(examples, objects, set);
    }
    if (set.closed()) {
      return label(examples);
    }
    return new AnswerShape.Text(json >= SOMETIMES ? mixed(examples.size(), json) : set.obstacle());
  }

  private static Obstacle mixed(int examples, double json) {
    return new Obstacle(
        "mixed_answers",
        Map.of("examples", String.valueOf(examples), "json", Obstacle.share(json)));
  }

  private static AnswerShape ofObjects(
      List<Example> examples, Map<Integer, Json.Obj> objects, ClosedSet set) {
    FieldSurvey.Finding finding = FieldSurvey.of(examples, objects);
    boolean single = finding.varying() <= 1;
    if (single ? set.closed() : set.closed(JOINT_SEEN, JOINT_SUPPORT)) {
      return label(examples);
    }
    if (finding.fields().isEmpty()) {
      return new AnswerShape.Text(
          new Obstacle("no_fields", Map.of("examples", String.valueOf(examples.size()))));
    }
    var shape = new AnswerShape.Record(finding.fields(), finding.obstacles());
    return shape.learnable() ? checked(shape, examples) : shape;
  }

  private static AnswerShape checked(AnswerShape.Record shape, List<Example> examples) {
    double reproduced = RecordFormat.learn(shape, examples).reproduced();
    return reproduced >= REPRODUCED
        ? shape
        : new AnswerShape.Record(
            shape.fields(),
            List.of(
                new Obstacle(
                    "irregular_format", Map.of("reproduced", Obstacle.share(reproduced)))));
  }

  private static AnswerShape label(List<Example> examples) {
    LabelFormat format = LabelFormat.learn(examples);
    return new AnswerShape.Label(format.labels(), format.wrapping());
  }
}
