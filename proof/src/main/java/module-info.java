/// Statistics: bounds, fixed-sequence tests, e-processes, confidence sequences; the JDK only.
@org.jspecify.annotations.NullMarked
module io.millrace.proof {
  requires static transitive org.jspecify;

  exports io.millrace.proof;
}
