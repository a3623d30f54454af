package io.millrace.store.policy;

/// A model that may answer in a teacher's place. Immutable.
///
/// @param model its name, as callers would ask for it
/// @param check how its answers are held against the teacher's
/// @param judge the model that judges, for [AnswerCheck#JUDGE]; empty otherwise
public record CheaperModel(String model, AnswerCheck check, String judge) {
  public CheaperModel {
    if (model.isEmpty() || (check == AnswerCheck.JUDGE) == judge.isEmpty()) {
      throw new IllegalArgumentException(
          "model '" + model + "', check " + check.word() + ", judge '" + judge + "'");
    }
  }

  /// As it is written on a command line: `small`, `small=json`, `small=judge:large`.
  ///
  /// @throws IllegalArgumentException for anything else
  public static CheaperModel parse(String text) {
    int check = text.lastIndexOf('=');
    if (check < 0) {
      return new CheaperModel(text, AnswerCheck.EXACT, "");
    }
    String how = text.substring(check + 1);
    int judge = how.indexOf(':');
    return new CheaperModel(
        text.substring(0, check),
        AnswerCheck.of(judge < 0 ? how : how.substring(0, judge)),
        judge < 0 ? "" : how.substring(judge + 1));
  }

  /// What [#parse] reads.
  public String text() {
    return model + "=" + check.word() + (judge.isEmpty() ? "" : ":" + judge);
  }
}
