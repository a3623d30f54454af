package io.millrace.sandbox.server;

import io.millrace.sandbox.server.SandboxModel.Kind;
import java.time.Duration;
import java.util.List;

/// The simulated models by name, faults in the name told apart. Immutable.
record Models(List<SandboxModel> known, boolean any) {
  Models {
    known = List.copyOf(known);
  }

  /// A name as it was asked for.
  ///
  /// @param name before the first `!`
  /// @param faults behind it; empty for none
  record Name(String name, String faults) {
    static Name of(String text) {
      int mark = text.indexOf('!');
      return mark < 0
          ? new Name(text, "")
          : new Name(text.substring(0, mark), text.substring(mark + 1));
    }
  }

  /// A model by its name without faults.
  ///
  /// @throws Refused when there is none, or it is of another kind
  SandboxModel find(String name, Kind kind) throws Refused {
    for (SandboxModel model : known) {
      if (model.name().equals(name)) {
        if (model.kind() != kind) {
          throw Refused.invalid(
              "The model '"
                  + name
                  + "' is for "
                  + (kind == Kind.CHAT ? "embeddings" : "chat")
                  + " only.");
        }
        return model;
      }
    }
    if (name.isEmpty()) {
      throw Refused.invalid("you must provide a model parameter");
    }
    if (any) {
      return like(kind).named(name);
    }
    throw new Refused(
        404,
        "model_not_found",
        "The model '"
            + name
            + "' does not exist; the sandbox has "
            + String.join(", ", known.stream().map(SandboxModel::name).toList())
            + ".");
  }

  private SandboxModel like(Kind kind) {
    return known.reversed().stream()
        .filter(model -> model.kind() == kind)
        .findFirst()
        .orElseGet(() -> new SandboxModel("any", kind, Duration.ZERO, Duration.ZERO, 0));
  }
}
