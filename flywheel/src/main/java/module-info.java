/// The loop: discover, train, certify. It reads the store and never calls the gateway.
@org.jspecify.annotations.NullMarked
module io.millrace.flywheel {
  requires static transitive org.jspecify;
  requires transitive io.millrace.model;
  requires transitive io.millrace.store;
  requires transitive io.millrace.learn;
  requires transitive io.millrace.proof;
  requires tools.jackson.databind;
  requires java.management;

  exports io.millrace.flywheel.audit;
  exports io.millrace.flywheel.replay;
  exports io.millrace.flywheel.report;
  exports io.millrace.flywheel.route;
}
