package io.millrace.sandbox.server;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the sandbox behaves. Immutable.
///
/// @param port on loopback; 0 for any free one
/// @param seed chooses the answers, the jitter and the failures by share
/// @param models what it simulates
/// @param anyModel whether it answers for every other name too, as quick as the last chat model
/// @param slowness factor on every latency: 1 as the models say, 0 at once
/// @param recorded answers that go before the simulated ones; null for none
/// @param recordedOnly whether a request that was not recorded is a 404 instead of simulated
public record SandboxSettings(
    int port,
    long seed,
    List<SandboxModel> models,
    boolean anyModel,
    double slowness,
    @Nullable RecordedAnswers recorded,
    boolean recordedOnly) {
  /// @throws IllegalArgumentException for a port, slowness or list of models that cannot be
  public SandboxSettings {
    models = List.copyOf(models);
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port is " + port + "; it must be 0 to 65535");
    }
    if (!(slowness >= 0) || slowness > 1000) {
      throw new IllegalArgumentException("slowness is " + slowness + "; it must be 0 to 1000");
    }
    if (models.stream().map(SandboxModel::name).distinct().count() != models.size()) {
      throw new IllegalArgumentException("two models of the sandbox have one name");
    }
  }

  /// The default models at their own pace.
  public SandboxSettings(int port) {
    this(port, 1, SandboxModel.defaults(), false, 1, null, false);
  }

  /// Any free port, the default models at their own pace, no recorded answers.
  public static SandboxSettings defaults() {
    return new SandboxSettings(0);
  }

  /// Any free port, the default models, no waiting.
  public static SandboxSettings immediate() {
    return defaults().withSlowness(0);
  }

  /// These settings with another port.
  public SandboxSettings withPort(int other) {
    return new SandboxSettings(other, seed, models, anyModel, slowness, recorded, recordedOnly);
  }

  /// These settings with another seed.
  public SandboxSettings withSeed(long other) {
    return new SandboxSettings(port, other, models, anyModel, slowness, recorded, recordedOnly);
  }

  /// These settings with other models.
  public SandboxSettings withModels(List<SandboxModel> other) {
    return new SandboxSettings(port, seed, other, anyModel, slowness, recorded, recordedOnly);
  }

  /// These settings, answering for every model's name.
  public SandboxSettings withAnyModel() {
    return new SandboxSettings(port, seed, models, true, slowness, recorded, recordedOnly);
  }

  /// These settings with another factor on every latency.
  public SandboxSettings withSlowness(double other) {
    return new SandboxSettings(port, seed, models, anyModel, other, recorded, recordedOnly);
  }

  /// These settings with recorded answers.
  ///
  /// @param only whether what was not recorded is a 404
  public SandboxSettings withRecorded(RecordedAnswers answers, boolean only) {
    return new SandboxSettings(port, seed, models, anyModel, slowness, answers, only);
  }
}
