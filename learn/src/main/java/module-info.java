/// Templates, answer shapes, features and students: training and the microsecond runtime.
@org.jspecify.annotations.NullMarked
module io.millrace.learn {
  requires static transitive org.jspecify;
  requires transitive io.millrace.model;
  requires tools.jackson.databind;
  requires com.microsoft.onnxruntime;

  exports io.millrace.learn.answer;
  exports io.millrace.learn.label;
  exports io.millrace.learn.route;
  exports io.millrace.learn.student;
  exports io.millrace.learn.template;
  exports io.millrace.learn.text;
}
