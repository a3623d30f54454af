package io.millrace.app.demo;

import io.millrace.flywheel.spend.Saving;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The story's figures as JSON; docs/demo.md describes them.
public final class FactsJson {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private FactsJson() {}

  /// All of them.
  ///
  /// @param seconds how long the story took
  public static ObjectNode write(
      Facts facts, Plan plan, long seed, double seconds, List<Claims.Claim> claims) {
    Saving saving = facts.spent().saving().orElseThrow();
    ObjectNode out = JSON.createObjectNode();
    out.put("data", facts.data().toString()).put("seed", seed).put("shift", plan.shift());
    out.put("replay", plan.replay()).put("seconds", rounded(seconds));
    out.put("calls", facts.spent().total().calls()).put("callers_calls", facts.books().callers());
    out.put("scenarios", facts.scenarios()).put("certificates", facts.policies());
    out.put("certified_scenarios", facts.certified());
    out.put("spend_usd", new BigDecimal(facts.spent().total().cost().toUsd()));
    out.put("saving_usd", new BigDecimal(saving.net().toUsd()));
    out.put(
        "saving_usd_lower", new BigDecimal(saving.net().minus(saving.margin().below()).toUsd()));
    out.put("saving_usd_upper", new BigDecimal(saving.net().plus(saving.margin().above()).toUsd()));
    out.put("audits", facts.books().audits());
    out.put("comparisons", facts.comparisons()).put("disagreements", facts.disagreed());
    out.put("alarms", facts.alarms().size()).put("rollbacks", facts.alarms().size());
    out.put("recoveries", facts.recovered());
    if (!facts.shifted().isEmpty()) {
      out.put("shifted_scenario", facts.shifted());
    }
    var rolledBack = out.putArray("rolled_back_scenarios");
    facts.alarms().forEach(rolledBack::add);
    out.put("change_named", facts.named());
    seconds(out, "seconds_from_shift_to_rollback", facts.toRollback());
    seconds(out, "seconds_from_shift_to_recovery", facts.toRecovery());
    out.put("free_chat_calls", facts.conversations());
    out.put("free_chat_calls_by_student", facts.conversationsByStudent());
    ObjectNode held = out.putObject("claims");
    claims.forEach(each -> held.put(each.code(), each.holds()));
    out.put("ok", claims.stream().allMatch(Claims.Claim::holds));
    return out;
  }

  private static void seconds(ObjectNode out, String name, double seconds) {
    if (Double.isNaN(seconds)) {
      out.putNull(name);
    } else {
      out.put(name, rounded(seconds));
    }
  }

  private static BigDecimal rounded(double seconds) {
    return BigDecimal.valueOf(seconds).setScale(3, RoundingMode.HALF_EVEN);
  }
}
