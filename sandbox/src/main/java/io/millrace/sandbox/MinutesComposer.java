package io.millrace.sandbox;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// Raw meeting notes, answered with minutes in whole sentences: free text.
final class MinutesComposer implements Composer {

  private final Grammar grammar;

  MinutesComposer(Grammar grammar) {
    this.grammar = grammar;
  }

  @Override
  public Question compose(RandomGenerator random) {
    var note = grammar.write("note", random);
    var text = TypingNoise.ENGLISH.disturb(note, random).text();
    var voice = new SplittableRandom(TextHash.of("minutes", text));
    var minutes = grammar.write("minutes", voice, note.slots(), Map.of()).text();
    return Question.of(text, minutes);
  }
}
