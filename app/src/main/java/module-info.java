/// The command line and the wiring: the only place where all modules meet.
@org.jspecify.annotations.NullMarked
module io.millrace.app {
  requires static transitive org.jspecify;
  requires io.millrace.model;
  requires io.millrace.store;
  requires io.millrace.learn;
  requires io.millrace.flywheel;
  requires io.millrace.console;
  requires io.millrace.sandbox;
  requires io.millrace.provider;
  requires io.millrace.gateway;
  requires io.millrace.http;
  requires java.logging;
  requires java.management;
  requires jdk.management;
  requires org.snakeyaml.engine;
  requires info.picocli;
  requires tools.jackson.databind;

  opens io.millrace.app to
      info.picocli;
}
