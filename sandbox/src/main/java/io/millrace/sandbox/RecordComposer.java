package io.millrace.sandbox;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Questions whose answer is a JSON record of a label and of passages copied from the text.
///
/// A share of the texts, chosen by a hash, is answered wrongly: a passage is left out or loses its
/// last word, or the label is another.
final class RecordComposer implements Composer {

  /// What sets one record job apart from another.
  ///
  /// @param labelKey the key of the label and the symbol that draws it; null if there is none
  /// @param sentence the symbol that writes the text if there is no label
  /// @param spans keys of single passages, which are also their slots; left out when absent
  /// @param lists keys of lists of passages, which are also their slots; empty when absent
  /// @param keys the key to write for a slot, where it is not the slot's name
  /// @param mistakes share of the texts that the large model answers wrongly
  record Form(
      @Nullable String labelKey,
      String sentence,
      List<String> spans,
      List<String> lists,
      Map<String, String> keys,
      double mistakes) {}

  private final Grammar grammar;
  private final Form form;
  private final TypingNoise noise;
  private final List<String> labels;

  RecordComposer(Grammar grammar, Form form, TypingNoise noise) {
    this.grammar = grammar;
    this.form = form;
    this.noise = noise;
    var labelKey = form.labelKey();
    this.labels = labelKey == null ? List.of() : grammar.constants(labelKey);
  }

  @Override
  public Question compose(RandomGenerator random) {
    var labelKey = form.labelKey();
    var label = labelKey == null ? null : grammar.write(labelKey, random).text();
    var phrase =
        noise.disturb(grammar.write(label == null ? form.sentence() : label, random), random);
    var fields = fields(label, phrase);
    if (TextHash.unit("mistake", phrase.text()) < form.mistakes()) {
      spoil(fields, phrase.text());
    }
    return Question.of(phrase.text(), JsonAnswer.object(fields));
  }

  private Map<String, Object> fields(@Nullable String label, Phrase phrase) {
    var fields = new LinkedHashMap<String, Object>();
    var labelKey = form.labelKey();
    if (labelKey != null && label != null) {
      fields.put(labelKey, label);
    }
    for (var slot : form.spans()) {
      var value = phrase.value(slot);
      if (value != null) {
        fields.put(key(slot), value);
      }
    }
    form.lists().forEach(slot -> fields.put(key(slot), phrase.values(slot)));
    return fields;
  }

  private String key(String slot) {
    return form.keys().getOrDefault(slot, slot);
  }

  private void spoil(Map<String, Object> fields, String text) {
    var present = form.spans().stream().map(this::key).filter(fields::containsKey).toList();
    var labelKey = form.labelKey();
    int choice = TextHash.index("which", text, present.size() + (labelKey == null ? 0 : 1));
    if (choice == present.size() && labelKey != null) {
      fields.put(labelKey, labels.get(TextHash.index("other", text, labels.size())));
      return;
    }
    var key = present.get(choice);
    var value = (String) Objects.requireNonNull(fields.get(key));
    int cut = value.lastIndexOf(' ');
    if (cut > 0) {
      fields.put(key, value.substring(0, cut));
    } else {
      fields.remove(key);
    }
  }
}
