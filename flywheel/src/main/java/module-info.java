/// The loop: discover, train, certify, release, watch, roll back. It reads the store and never
/// calls the gateway.
@org.jspecify.annotations.NullMarked
module io.millrace.flywheel {
  requires static transitive org.jspecify;
  requires transitive io.millrace.model;
  requires transitive io.millrace.store;
  requires transitive io.millrace.learn;
  requires transitive io.millrace.proof;
  requires transitive io.millrace.provider;
  requires tools.jackson.databind;
  requires java.management;

  exports io.millrace.flywheel.audit;
  exports io.millrace.flywheel.experiment;
  exports io.millrace.flywheel.loop;
  exports io.millrace.flywheel.release;
  exports io.millrace.flywheel.dataset;
  exports io.millrace.flywheel.replay;
  exports io.millrace.flywheel.report;
  exports io.millrace.flywheel.round;
  exports io.millrace.flywheel.spend;
  exports io.millrace.flywheel.route;
}
