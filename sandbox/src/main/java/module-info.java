/// Sample traffic: synthetic, seeded, believable.
@org.jspecify.annotations.NullMarked
module io.millrace.sandbox {
  requires static transitive org.jspecify;
  requires transitive io.millrace.model;
  requires tools.jackson.databind;

  exports io.millrace.sandbox;
}
