package io.millrace.store.policy;

import io.millrace.model.Request;
import io.millrace.model.RequestForm;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// What a policy was certified for. A call outside of it goes to the teacher. Immutable.
///
/// @param teacher the model the calls asked for
/// @param versions the template versions that the certifying calls used
/// @param forms the request forms they had
/// @param answerTokens the least token limit under which every answer of the training part fits; a
///   call with a lower limit could cut the teacher's answer off where the student's would not be
/// @param behind ids of the policies that are asked before it, the first one first: it is for calls
///   of which none of them is sure, and for no others; empty for the first one of a scenario
public record PolicyBinding(
    String teacher,
    List<Integer> versions,
    List<Form> forms,
    int answerTokens,
    List<String> behind) {
  /// What the first policy of a scenario was certified for.
  public PolicyBinding(String teacher, List<Integer> versions, List<Form> forms, int answerTokens) {
    this(teacher, versions, forms, answerTokens, List.of());
  }

  public PolicyBinding {
    Objects.requireNonNull(teacher, "teacher");
    versions = List.copyOf(versions);
    forms = List.copyOf(forms);
    behind = List.copyOf(behind);
    if (answerTokens < 1) {
      throw new IllegalArgumentException(
          "answerTokens is " + answerTokens + ", must be at least 1");
    }
  }

  /// Its place on the scenario's ladder, from 0: how many policies are asked before it.
  public int step() {
    return behind.size();
  }

  /// The part of a request form that must be one of those seen: response format and stop sequences.
  public record Form(String responseFormat, List<String> stop) {
    public Form {
      Objects.requireNonNull(responseFormat, "responseFormat");
      stop = List.copyOf(stop);
    }

    /// The form of a request.
    public static Form of(RequestForm form) {
      return new Form(form.responseFormat(), form.stop());
    }
  }

  /// Why a call is outside of the binding, as a short code; empty when it is inside.
  public Optional<String> refusal(Request request, int version) {
    if (!request.model().equals(teacher)) {
      return Optional.of("other_model");
    }
    if (!versions.contains(version)) {
      return Optional.of("unseen_version");
    }
    return formRefusal(request.form());
  }

  private Optional<String> formRefusal(RequestForm form) {
    if (!form.plain()) {
      return Optional.of("not_plain");
    }
    if (forms.stream()
        .noneMatch(f ->
            f.responseFormat().equals(form.responseFormat()) && f.stop().equals(form.stop()))) {
      return Optional.of("unseen_form");
    }
    if (form.maxTokens().isPresent() && form.maxTokens().getAsInt() < answerTokens) {
      return Optional.of("token_limit");
    }
    return Optional.empty();
  }
}
