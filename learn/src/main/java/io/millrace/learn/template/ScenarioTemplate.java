package io.millrace.learn.template;

import java.util.List;
import java.util.Objects;

/// A recurring job: calls made from one template, whose wording may have changed over time.
///
/// @param id short and stable: a hash of the first version's text
/// @param name a readable suggestion, unique within one result
/// @param versions oldest first
public record ScenarioTemplate(String id, String name, List<TemplateVersion> versions) {
  public ScenarioTemplate {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(name, "name");
    versions = List.copyOf(versions);
    if (id.isEmpty() || versions.isEmpty()) {
      throw new IllegalArgumentException("a scenario needs an id and a version");
    }
  }

  /// A short and stable hash of each version's text, in the order of the versions: what stays of a
  /// scenario when old wordings leave the log.
  public List<String> versionIds() {
    return versions.stream().map(Wordings::id).toList();
  }

  /// The scenario as readable JSON.
  public String toJson() {
    return TemplateJson.write(this);
  }

  /// Reads what [#toJson] wrote.
  ///
  /// @throws IllegalArgumentException if the text is not such JSON, has an unknown or missing
  ///   field, or breaks a rule of the records
  public static ScenarioTemplate fromJson(String json) {
    return TemplateJson.read(json);
  }
}
