/// HTTP in: authenticate, admit, recognise, choose a tier, answer, settle, record.
@org.jspecify.annotations.NullMarked
module io.millrace.gateway {
  requires static transitive org.jspecify;
  requires transitive io.millrace.model;
  requires transitive io.millrace.http;
  requires transitive io.millrace.store;
  requires transitive io.millrace.provider;
  requires tools.jackson.databind;

  exports io.millrace.gateway;
}
