package io.millrace.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class GrammarTest {

  private final SplittableRandom random = new SplittableRandom(7);

  @Test
  void drawsAWeightedLineAsOftenAsItsWeightSays() {
    var grammar = Grammar.parse("test", "[coin]\n3* heads\ntails\n");
    var counts = new TreeMap<String, Integer>();
    for (int i = 0; i < 4_000; i++) {
      counts.merge(grammar.write("coin", random).text(), 1, Integer::sum);
    }
    // Five standard deviations of a binomial count with 4,000 draws and chance 3/4.
    assertThat(counts.get("heads")).isBetween(3_000 - 137, 3_000 + 137);
    assertThat(counts.keySet()).containsExactly("heads", "tails");
  }

  @Test
  void remembersSlotsWhereTheyStandAndRepeatsThem() {
    var grammar =
        Grammar.parse("test", "[greet]\nHi {who=name}, {@who}! {n=#3-3} times\n[name]\n Ada \n");
    var phrase = grammar.write("greet", random);
    assertThat(phrase.text()).isEqualTo("Hi Ada, Ada! 3 times");
    assertThat(phrase.values("who")).containsExactly("Ada");
    assertThat(phrase.value("n")).isEqualTo("3");
    assertThat(phrase.value("none")).isNull();
  }

  @Test
  void nestsChoicesAndDropsDoubledSpaces() {
    var grammar = Grammar.parse("test", "[s]\na <|> <b<c|c>|b<c|c>> d\n");
    assertThat(grammar.write("s", random).text()).isEqualTo("a bc d");
  }

  @Test
  void writesAStandInForASymbol() {
    var grammar = Grammar.parse("test", "[s]\nx{core}\n[core]\n1\n[other]\n2\n");
    var phrase = grammar.write("s", random, Map.of(), Map.of("core", "other"));
    assertThat(phrase.text()).isEqualTo("x2");
  }

  @Test
  void refusesBrokenGrammarsByName() {
    for (var broken :
        List.of(
            "[s]\na <b\n",
            "[s]\na > b\n",
            "[s]\n{a\n",
            "[s]\n{a}\n",
            "a\n",
            "[s]\na\n[s]\nb\n",
            "[s]\n{#3}\n")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Grammar.parse("mine", broken))
          .withMessageStartingWith("mine");
    }
  }

  @Test
  void everyGrammarThatShipsCanWriteEachOfItsSymbols() {
    for (var name :
        List.of(
            "support-tickets",
            "shop-reviews",
            "orders",
            "parcels",
            "comments",
            "headlines",
            "essays",
            "meetings",
            "chat")) {
      var grammar = Grammar.load(name);
      var known = new TreeMap<String, String>();
      for (var slot :
          List.of("a", "b", "project", "chair", "team", "decision", "owner", "task", "due")) {
        known.put(slot, "x");
      }
      for (var symbol : grammar.symbolsUnder("")) {
        for (int i = 0; i < 200; i++) {
          var text = grammar.write(symbol, random, known, Map.of()).text();
          assertThat(text).as(name + " [" + symbol + "]").doesNotContainPattern("[{}<>|@*]|  ");
        }
      }
    }
  }
}
