/// Wire protocols: translation between what callers and providers speak, connections to upstreams,
/// and the routing of a call over endpoints with retries, fallbacks and hedges.
@org.jspecify.annotations.NullMarked
module io.millrace.provider {
  requires static transitive org.jspecify;
  requires transitive io.millrace.model;
  requires transitive io.millrace.store;
  requires transitive tools.jackson.databind;
  requires io.helidon.webclient;
  requires io.helidon.webclient.api;
  requires io.helidon.webclient.http1;
  requires io.helidon.common.tls;
  requires io.helidon.http;

  exports io.millrace.provider.chat;
  exports io.millrace.provider.protocol;
  exports io.millrace.provider.route;
}
