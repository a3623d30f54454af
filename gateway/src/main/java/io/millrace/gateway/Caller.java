package io.millrace.gateway;

/// Who a call comes from.
///
/// @param key the name of the key it came with; empty on loopback without keys
record Caller(String key, GatewaySettings.Priority priority) {
  /// On loopback, where no key is needed.
  static final Caller LOCAL = new Caller("", GatewaySettings.Priority.NORMAL);
}
