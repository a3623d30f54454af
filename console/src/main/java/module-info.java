/// The pages and tables that people read.
@org.jspecify.annotations.NullMarked
module io.millrace.console {
  requires static transitive org.jspecify;
  requires transitive io.millrace.flywheel;
  requires tools.jackson.databind;

  exports io.millrace.console.report;
}
