/// Wire protocols: translation between what callers and providers speak, and the routing of a call
/// over endpoints with retries, fallbacks and hedges.
@org.jspecify.annotations.NullMarked
module io.millrace.provider {
  requires static transitive org.jspecify;
  requires transitive io.millrace.model;
  requires transitive io.millrace.http;
  requires transitive io.millrace.store;
  requires transitive tools.jackson.databind;

  exports io.millrace.provider.anthropic;
  exports io.millrace.provider.chat;
  exports io.millrace.provider.gemini;
  exports io.millrace.provider.protocol;
  exports io.millrace.provider.record;
  exports io.millrace.provider.route;
}
