package io.millrace.store.policy;

import io.millrace.learn.route.Router;
import io.millrace.learn.student.Student;
import java.util.Objects;

/// What answers a scenario's calls below the teacher, where it is sure enough. Immutable.
public sealed interface Answerer {
  /// A student writes the answer itself.
  record OfStudent(Student student) implements Answerer {
    public OfStudent {
      Objects.requireNonNull(student, "student");
    }
  }

  /// A cheaper model is asked, where a router expects its answer to be as good.
  ///
  /// @param router scores the call's input
  record OfModel(CheaperModel by, Router router) implements Answerer {
    public OfModel {
      Objects.requireNonNull(by, "by");
      Objects.requireNonNull(router, "router");
    }
  }
}
