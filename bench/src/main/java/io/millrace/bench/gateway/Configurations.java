package io.millrace.bench.gateway;

/// Configurations of the gateway under test.
final class Configurations {
  private Configurations() {}

  /// Journal on, bodies kept, the policies serve.
  static String serving(Settings settings, int upstream, String model) {
    return provider(upstream, model) + policies(settings, "serve") + "recording: {bodies: keep}\n";
  }

  /// The same, but students are only asked and recorded.
  static String shadow(Settings settings, int upstream, String model) {
    return provider(upstream, model) + policies(settings, "shadow") + "recording: {bodies: keep}\n";
  }

  /// With the loop, but no round of learning in it: one would begin soon after the start and stand
  /// beside everything that is measured.
  static String resting(String configuration) {
    return configuration + "loop: {learn: {calls: " + Integer.MAX_VALUE + "}}\n";
  }

  /// No more than what begins a round of learning at once.
  static String learning(int upstream, String model) {
    return provider(upstream, model) + "loop: {learn: {calls: 1}}\n";
  }

  /// Without the loop: the upstream of a measurement says something else than the students, and its
  /// audits would take them back.
  static String unwatched(String configuration) {
    return configuration + "loop: {mode: \"off\"}\n";
  }

  /// No policies, and the journal without bodies: it cannot be switched off.
  static String bare(int upstream, String model) {
    return provider(upstream, model) + "recording: {bodies: omit}\n";
  }

  /// Everything of [#serving], and models whose upstream has faults: `fault-*`, and `saved` which
  /// falls back from one to a good one.
  static String faulty(Settings settings, int upstream, String model) {
    return """
    providers:
      mock: {type: compatible, base_url: "http://127.0.0.1:%d/v1", key: bench}
      bad:
        type: compatible
        base_url: "http://127.0.0.1:%d/v1"
        key: bench
        deadlines: {connect: 2s, first_token: 2s, between_tokens: 2s, total: 30s}
    models:
      %s: mock
      fault-*: bad
      saved:
        provider: bad
        model: fault-status-503
        fallbacks: [%s]
    """
            .formatted(upstream, upstream, model, model)
        + policies(settings, "serve")
        + unwatched("recording: {bodies: keep}\n");
  }

  private static String provider(int upstream, String model) {
    return """
    providers:
      mock: {type: compatible, base_url: "http://127.0.0.1:%d/v1", key: bench}
    models:
      %s: mock
    """
        .formatted(upstream, model);
  }

  private static String policies(Settings settings, String mode) {
    return "policies: {folder: " + settings.policies() + ", mode: " + mode + "}\n";
  }
}
