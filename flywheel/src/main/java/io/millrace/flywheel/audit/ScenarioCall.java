package io.millrace.flywheel.audit;

import io.millrace.model.Answer;
import io.millrace.model.RequestForm;
import io.millrace.model.Usage;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A call of a scenario with the template's constant text taken out.
///
/// @param model the model that the application asked for
/// @param cost in picodollars, [CallTable#UNPRICED] when unknown
record ScenarioCall(
    String id,
    Instant created,
    @Nullable String conversation,
    String model,
    int version,
    String input,
    RequestForm form,
    Answer answer,
    @Nullable Usage usage,
    OptionalLong latencyMillis,
    long cost) {}
