package io.millrace.provider.route;

import java.util.List;

/// All endpoints and models of one configuration. Immutable.
///
/// @param endpoints all endpoints; those of one provider share its name
/// @param models exact names first, then patterns, the longest first
/// @param resilience how failures are met
public record Routes(List<Endpoint> endpoints, List<ModelRoute> models, Resilience resilience) {
  public Routes {
    endpoints = List.copyOf(endpoints);
    models = List.copyOf(models);
  }
}
