/// What is kept: logs of calls, prices, released policies.
@org.jspecify.annotations.NullMarked
module io.millrace.store {
  requires static transitive org.jspecify;
  requires transitive io.millrace.model;
  requires transitive io.millrace.learn;
  requires tools.jackson.databind;

  exports io.millrace.store;
  exports io.millrace.store.calllog;
  exports io.millrace.store.policy;
  exports io.millrace.store.price;
}
