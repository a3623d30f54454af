/// What is kept: logs of calls, prices, policies and the state of their releases.
@org.jspecify.annotations.NullMarked
module io.millrace.store {
  requires static transitive org.jspecify;
  requires transitive io.millrace.model;
  requires transitive io.millrace.learn;
  requires transitive tools.jackson.databind;
  requires duckdb.jdbc;
  requires java.sql;
  requires org.xerial.sqlitejdbc;

  exports io.millrace.store;
  exports io.millrace.store.calls;
  exports io.millrace.store.calllog;
  exports io.millrace.store.control;
  exports io.millrace.store.journal;
  exports io.millrace.store.mask;
  exports io.millrace.store.policy;
  exports io.millrace.store.price;
}
