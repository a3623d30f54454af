package io.millrace.sandbox;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Questions whose answer is one of a few labels.
///
/// Each label has a symbol of its own in the grammar. A share of the questions comes from symbols
/// that two labels claim (their names are a prefix and the labels, joined by dots; the prefix alone
/// means all labels): the answer there depends on a hash of the text and nothing else, as does the
/// share of plain mistakes. So the same text always gets the same answer, and no student can learn
/// all of them.
final class LabelComposer implements Composer {

  /// What sets one label job apart from another.
  ///
  /// @param labels the symbol that draws a label
  /// @param sentence the symbol that writes a text and has the label's symbol at `{core}`; null if
  ///   the label's symbol writes the whole text
  /// @param contested prefix of the symbols that more than one label claims
  /// @param contestedShare share of the questions that are drawn from those
  /// @param mistakes share of the texts that the large model labels wrongly
  /// @param wobbles whether a second answer exists, for chance to choose
  record Form(
      String labels,
      @Nullable String sentence,
      String contested,
      double contestedShare,
      double mistakes,
      boolean wobbles) {}

  private final Grammar grammar;
  private final Form form;
  private final TypingNoise noise;
  private final UnaryOperator<String> format;
  private final List<String> labels;
  private final List<String> contested;

  LabelComposer(Grammar grammar, Form form, TypingNoise noise, UnaryOperator<String> format) {
    this.grammar = grammar;
    this.form = form;
    this.noise = noise;
    this.format = format;
    this.labels = grammar.constants(form.labels());
    this.contested = grammar.symbolsUnder(form.contested());
  }

  @Override
  public Question compose(RandomGenerator random) {
    if (random.nextDouble() < form.contestedShare()) {
      var symbol = contested.get(random.nextInt(contested.size()));
      var text = text(symbol, random);
      return question(text, verdict(symbol, text));
    }
    var label = grammar.write(form.labels(), random).text();
    return question(text(label, random), label);
  }

  private String text(String symbol, RandomGenerator random) {
    var sentence = form.sentence();
    var phrase =
        sentence == null
            ? grammar.write(symbol, random)
            : grammar.write(sentence, random, Map.of(), Map.of("core", symbol));
    return noise.disturb(phrase, random).text();
  }

  private String verdict(String symbol, String text) {
    var claimants = claimants(symbol);
    double verdict = TextHash.unit("verdict", text);
    return claimants.get((int) (verdict * verdict * claimants.size()));
  }

  private List<String> claimants(String symbol) {
    var named = Arrays.asList(symbol.split("\\."));
    return named.size() == 1 ? labels : named.subList(1, named.size());
  }

  private Question question(String text, String right) {
    boolean mistaken = TextHash.unit("mistake", text) < form.mistakes();
    var answer = mistaken ? other(text, right) : right;
    var second = form.wobbles() ? format.apply(other(text, answer)) : null;
    return new Question(List.of(Message.user(text)), format.apply(answer), second, false);
  }

  /// A label that is easily taken for this one: a rival for contested texts, or else any other.
  private String other(String text, String label) {
    var others = new LinkedHashSet<String>();
    contested.stream()
        .map(this::claimants)
        .filter(claimants -> claimants.contains(label))
        .forEach(others::addAll);
    others.remove(label);
    if (others.isEmpty()) {
      others.addAll(labels);
      others.remove(label);
    }
    return List.copyOf(others).get(TextHash.index("other", text, others.size()));
  }
}
