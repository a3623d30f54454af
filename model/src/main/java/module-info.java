/// The vocabulary of Millrace as records and sealed types; no I/O, the JDK only.
@org.jspecify.annotations.NullMarked
module io.millrace.model {
  requires static transitive org.jspecify;

  exports io.millrace.model;
}
