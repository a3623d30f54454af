package io.millrace.app.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What the demo says of itself, held against what came of it.
public final class Claims {
  private static final int LEAST = 2;

  private Claims() {}

  /// One claim.
  ///
  /// @param code its key in the texts, `demo.claim.*`
  public record Claim(String code, boolean holds) {}

  /// All that this story claims.
  public static List<Claim> of(Plan plan, Facts facts) {
    List<Claim> claims = new ArrayList<>();
    Set<String> alarmed = new TreeSet<>(facts.alarms());
    if (!plan.replay()) {
      claims.add(new Claim("certified", facts.certified() >= LEAST));
      claims.add(new Claim("free", facts.conversationsByStudent() == 0));
      if (plan.shift()) {
        boolean exact = !facts.shifted().isEmpty() && alarmed.equals(Set.of(facts.shifted()));
        claims.add(new Claim("rollback", exact));
        claims.add(new Claim("recovered", exact && facts.recovered() == 1));
      } else {
        claims.add(new Claim("no_rollback", alarmed.isEmpty()));
      }
    }
    boolean equal =
        facts.spent().total().calls() == facts.books().calls()
            && facts.spent().total().cost().equals(facts.books().spend());
    claims.add(new Claim("equal", equal));
    return claims;
  }
}
