package io.millrace.sandbox;

import java.util.random.RandomGenerator;

/// School essays with a score of 1 to 10 that hardly depends on what can be seen in them: the job
/// that no student should be trusted with.
final class EssayComposer implements Composer {

  private final Grammar grammar;

  EssayComposer(Grammar grammar) {
    this.grammar = grammar;
  }

  @Override
  public Question compose(RandomGenerator random) {
    var text = TypingNoise.ENGLISH.disturb(grammar.write("essay", random), random).text();
    return Question.of(text, Integer.toString(score(text)));
  }

  /// The sum of three dice, drawn by a hash, and a little for length.
  private static int score(String text) {
    int dice = 0;
    for (var die : new String[] {"first", "second", "third"}) {
      dice += TextHash.index(die, text, 4);
    }
    int length = text.length() > 520 ? 1 : 0;
    return Math.clamp(1 + dice + length, 1, 10);
  }
}
