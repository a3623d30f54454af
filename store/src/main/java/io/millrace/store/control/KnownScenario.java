package io.millrace.store.control;

import io.millrace.learn.template.ScenarioTemplate;
import java.util.Optional;

/// A scenario that a round found.
///
/// @param template as the last round that saw it learned it
/// @param mode as a person set it; empty where the configuration's default holds
public record KnownScenario(ScenarioTemplate template, Optional<Mode> mode) {}
