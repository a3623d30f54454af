/// Sample traffic, synthetic, seeded, believable; and simulated providers on real sockets.
@org.jspecify.annotations.NullMarked
module io.millrace.sandbox {
  requires static transitive org.jspecify;
  requires transitive io.millrace.model;
  requires transitive io.millrace.http;
  requires tools.jackson.databind;

  exports io.millrace.sandbox;
  exports io.millrace.sandbox.server;
}
