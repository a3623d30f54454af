package io.millrace.gateway;

import io.millrace.gateway.GatewaySettings.Policies;

/// Where the policies in force come from. Thread-safe.
interface PolicySource extends AutoCloseable {
  /// What is in force now; costs no more than a read.
  Released released();

  /// Takes other settings.
  ///
  /// @throws io.millrace.store.policy.PolicyException when the policies cannot be read; nothing has
  ///   changed then
  void reload(Policies next);

  @Override
  void close();
}
