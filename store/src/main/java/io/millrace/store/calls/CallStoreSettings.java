package io.millrace.store.calls;

import java.time.Duration;
import java.util.Optional;

/// How the call log is kept.
///
/// @param expireBodies after which age request and answer bodies are removed; empty for never
public record CallStoreSettings(Optional<Duration> expireBodies) {}
