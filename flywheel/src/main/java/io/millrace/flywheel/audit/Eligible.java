package io.millrace.flywheel.audit;

import io.millrace.flywheel.report.AuditReport;
import io.millrace.model.Answer;
import io.millrace.store.policy.PolicyBinding;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/// The calls of a scenario that a policy can be learned from and bound to, and a count of the
/// others. A call teaches when it asked the teacher, in a plain request of a form that is common in
/// the scenario, with room for every answer seen, and got a complete answer. One that asked the
/// same way and was answered by something else teaches nothing, and stays among them: without it,
/// nobody could say what the others are a sample of.
///
/// @param teacher the model most of the calls asked
/// @param forms the common request forms
/// @param answerTokens the least token limit under which all early answers fit
/// @param calls the eligible calls, in time order
/// @param counts the others, by kind
record Eligible(
    String teacher,
    List<PolicyBinding.Form> forms,
    int answerTokens,
    List<ScenarioCall> calls,
    AuditReport.Counts counts) {
  /// A form rarer than this share of the teacher's plain calls is not bound to.
  private static final double COMMON = 0.02;

  static Eligible of(List<ScenarioCall> all) {
    String teacher = teacher(all);
    List<ScenarioCall> plain =
        all.stream().filter(c -> c.model().equals(teacher) && c.form().plain()).toList();
    List<PolicyBinding.Form> forms = commonForms(plain);
    List<ScenarioCall> complete =
        plain.stream()
            .filter(c -> c.withheld() || c.answer() instanceof Answer.Complete)
            .filter(c -> forms.contains(PolicyBinding.Form.of(c.form())))
            .toList();
    int answerTokens = answerTokens(early(complete));
    List<ScenarioCall> eligible =
        complete.stream().filter(c -> fits(c.form().maxTokens(), answerTokens)).toList();
    return new Eligible(
        teacher, forms, answerTokens, eligible, counts(all, teacher, forms, answerTokens));
  }

  /// The calls that have an answer of the teacher.
  List<ScenarioCall> answered() {
    return calls.stream().filter(c -> !c.withheld()).toList();
  }

  /// The template versions that some calls used, in order.
  static List<Integer> versions(List<ScenarioCall> calls) {
    Set<Integer> versions = new TreeSet<>();
    calls.forEach(c -> versions.add(c.version()));
    return List.copyOf(versions);
  }

  /// The calls before the training share of the distinct inputs has been seen: none of the
  /// certifying part is among them, whatever repeats there are.
  private static List<ScenarioCall> early(List<ScenarioCall> calls) {
    long distinct = calls.stream().map(ScenarioCall::input).distinct().count();
    Set<String> seen = new HashSet<>();
    int count = 0;
    while (count < calls.size() && seen.size() < distinct * Split.Shares.TRAIN) {
      seen.add(calls.get(count).input());
      count++;
    }
    return calls.subList(0, count);
  }

  private static String teacher(List<ScenarioCall> all) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    all.forEach(c -> counts.merge(c.model(), 1, Integer::sum));
    return counts.entrySet().stream()
        .max(
            Map.Entry.<String, Integer>comparingByValue()
                .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
        .map(Map.Entry::getKey)
        .orElse("");
  }

  private static List<PolicyBinding.Form> commonForms(List<ScenarioCall> plain) {
    Map<PolicyBinding.Form, Integer> counts = new LinkedHashMap<>();
    plain.forEach(c -> counts.merge(PolicyBinding.Form.of(c.form()), 1, Integer::sum));
    List<PolicyBinding.Form> common = new ArrayList<>();
    counts.forEach((form, count) -> {
      if (count >= plain.size() * COMMON) {
        common.add(form);
      }
    });
    return common;
  }

  /// The most tokens an answer took; where the log does not count them, its bytes, since a token
  /// has at least one. A complete answer under a limit took no more than the limit.
  private static int answerTokens(List<ScenarioCall> calls) {
    long most = 1;
    for (ScenarioCall call : calls) {
      if (call.answer() instanceof Answer.Complete(String text)) {
        long tokens =
            call.usage() != null
                ? call.usage().answer()
                : text.getBytes(StandardCharsets.UTF_8).length;
        OptionalInt limit = call.form().maxTokens();
        most = Math.max(most, limit.isPresent() ? Math.min(tokens, limit.getAsInt()) : tokens);
      }
    }
    return (int) Math.min(most, Integer.MAX_VALUE);
  }

  private static boolean fits(OptionalInt limit, int answerTokens) {
    return limit.isEmpty() || limit.getAsInt() >= answerTokens;
  }

  private static AuditReport.Counts counts(
      List<ScenarioCall> all, String teacher, List<PolicyBinding.Form> forms, int answerTokens) {
    Map<String, Long> kinds = new HashMap<>();
    for (ScenarioCall call : all) {
      if (call.withheld()) {
        continue;
      }
      kinds.merge(kind(call, teacher, forms, answerTokens), 1L, Long::sum);
    }
    return new AuditReport.Counts(
        kinds.getOrDefault("truncated", 0L),
        kinds.getOrDefault("failed", 0L),
        kinds.getOrDefault("tools", 0L),
        kinds.getOrDefault("absent", 0L),
        kinds.getOrDefault("model", 0L),
        kinds.getOrDefault("form", 0L));
  }

  private static String kind(
      ScenarioCall call, String teacher, List<PolicyBinding.Form> forms, int answerTokens) {
    return switch (call.answer()) {
      case Answer.Truncated _ -> "truncated";
      case Answer.Failed _ -> "failed";
      case Answer.ToolUse _ -> "tools";
      case Answer.Absent _ -> "absent";
      case Answer.Complete _ when !call.model().equals(teacher) -> "model";
      case Answer.Complete _ ->
          call.form().plain()
                  && forms.contains(PolicyBinding.Form.of(call.form()))
                  && fits(call.form().maxTokens(), answerTokens)
              ? "eligible"
              : "form";
    };
  }
}
