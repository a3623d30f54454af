package io.millrace.app;

import io.millrace.app.demo.Claims;
import io.millrace.app.demo.Facts;
import io.millrace.app.text.Texts;
import io.millrace.flywheel.spend.Saving;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// The end of the story in a few lines.
final class DemoSummary {
  private final Terminal terminal;
  private final Texts texts;

  DemoSummary(Terminal terminal, Texts texts) {
    this.terminal = terminal;
    this.texts = texts;
  }

  void print(Facts facts, List<Claims.Claim> claims, Duration took) {
    Saving saving = facts.spent().saving().orElse(null);
    terminal.line("");
    terminal.line(
        texts.say(
            "demo.summary.calls",
            "calls",
            Money.count(facts.books().callers()),
            "seconds",
            Long.toString(took.toSeconds()),
            "jobs",
            Integer.toString(facts.scenarios()),
            "certified",
            Integer.toString(facts.certified())));
    if (saving != null) {
      terminal.line(
          texts.say(
              "demo.summary.money",
              "spent",
              Money.usd(facts.spent().total().cost()),
              "saved",
              Money.usd(saving.net()),
              "lower",
              Money.usd(saving.net().minus(saving.margin().below())),
              "upper",
              Money.usd(saving.net().plus(saving.margin().above()))));
    }
    terminal.line(
        texts.say(
            "demo.summary.audits",
            "audits",
            Money.count(facts.books().audits()),
            "compared",
            Money.count(facts.comparisons()),
            "disagreed",
            Money.count(facts.disagreed())));
    if (!Double.isNaN(facts.toRollback())) {
      terminal.line(texts.say("demo.summary.rollback", "seconds", seconds(facts.toRollback())));
    }
    if (!Double.isNaN(facts.toRecovery())) {
      terminal.line(texts.say("demo.summary.recovery", "seconds", seconds(facts.toRecovery())));
    }
    terminal.line("");
    for (Claims.Claim claim : claims) {
      String mark = claim.holds() ? "✓ " : "✗ ";
      terminal.line("  " + mark + texts.say("demo.claim." + claim.code()));
    }
    terminal.line("");
    terminal.line(texts.say("demo.summary.see", "data", facts.data().toString()));
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.1f", seconds);
  }
}
