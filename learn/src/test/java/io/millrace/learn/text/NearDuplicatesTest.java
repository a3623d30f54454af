package io.millrace.learn.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NearDuplicatesTest {
  private static int[] clusters(String... texts) {
    return NearDuplicates.clusters(List.of(texts));
  }

  @Test
  void joinsTextsThatDifferInCaseSpaceWidthAndEdgePunctuation() {
    assertThat(clusters("Turn it on!", "  turn  it\ton", "\"TURN IT ON.\"", "Ｔurn it on"))
        .containsExactly(0, 0, 0, 0);
    assertThat(clusters("怎么退款？", "怎么退款", "“怎么退款！”")).containsExactly(0, 0, 0);
  }

  @Test
  void keepsCommandsOfOnePatternApart() {
    assertThat(
            clusters(
                "turn on the kitchen light",
                "turn on the bedroom light",
                "send 20 euros to Anna",
                "send 30 euros to Anna",
                "send 20 euros to Maria",
                "把客厅的灯打开",
                "把卧室的灯打开"))
        .containsExactly(0, 1, 2, 3, 4, 5, 6);
  }

  @Test
  void keepsTextsOfPunctuationAloneApart() {
    assertThat(clusters("?", "!", "", " ")).containsExactly(0, 1, 2, 2);
  }

  private static List<String> words(SplittableRandom random, int count) {
    var words = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      words.add(
          "w"
              + Character.toString('a' + random.nextInt(26))
              + Character.toString('a' + random.nextInt(26)));
    }
    return words;
  }

  @Test
  void keepsASentenceWithOneOtherWordApartWhereverItStands() {
    List<String> words = words(new SplittableRandom(1), 30);
    for (int i = 1; i < words.size() - 1; i++) {
      var other = new ArrayList<>(words);
      other.set(i, "Zurich");
      assertThat(clusters(String.join(" ", words), String.join(" ", other))).containsExactly(0, 1);
    }
  }

  @Test
  void joinsALongTextWithOneWordChangedButNotWithANumberChanged() {
    List<String> words = words(new SplittableRandom(2), 120);
    words.set(40, "1200");
    var typo = new ArrayList<>(words);
    typo.set(60, "typo");
    var number = new ArrayList<>(words);
    number.set(40, "1300");
    assertThat(clusters(String.join(" ", words), String.join(" ", typo), String.join(" ", number)))
        .containsExactly(0, 0, 1);
  }

  @Test
  void joinsLongChineseTextsThatDifferInACharacter() {
    var text = new StringBuilder();
    var random = new SplittableRandom(3);
    for (int i = 0; i < 200; i++) {
      text.append((char) ('一' + random.nextInt(3000)));
    }
    String other = text.substring(0, 100) + "好" + text.substring(101);
    String cut = text.substring(0, 100);
    assertThat(clusters(text.toString(), other, cut)).containsExactly(0, 0, 1);
  }

  @Test
  void agreesWithComparingAllPairs() {
    var random = new SplittableRandom(4);
    var texts = new ArrayList<String>();
    for (int i = 0; i < 150; i++) {
      List<String> words = words(random, 20 + random.nextInt(100));
      texts.add(String.join(" ", words));
      for (int copies = random.nextInt(3); copies > 0; copies--) {
        var copy = new ArrayList<>(words);
        for (int edits = random.nextInt(4); edits > 0; edits--) {
          copy.set(random.nextInt(copy.size()), "edit");
        }
        texts.add(String.join(" ", copy));
      }
    }
    assertThat(NearDuplicates.clusters(texts)).isEqualTo(reference(texts));
  }

  private static int[] reference(List<String> texts) {
    int[] cluster = new int[texts.size()];
    for (int i = 0; i < cluster.length; i++) {
      cluster[i] = i;
    }
    List<Set<String>> shingles = texts.stream().map(NearDuplicatesTest::shingles).toList();
    for (int i = 0; i < cluster.length; i++) {
      for (int j = 0; j < i; j++) {
        if (texts.get(i).equals(texts.get(j)) || similar(shingles.get(i), shingles.get(j))) {
          int from = cluster[i];
          int to = cluster[j];
          for (int k = 0; k < cluster.length; k++) {
            cluster[k] = cluster[k] == from ? to : cluster[k];
          }
        }
      }
    }
    Map<Integer, Integer> numbers = new HashMap<>();
    for (int i = 0; i < cluster.length; i++) {
      numbers.putIfAbsent(cluster[i], numbers.size());
      cluster[i] = numbers.get(cluster[i]);
    }
    return cluster;
  }

  private static Set<String> shingles(String text) {
    String[] words = text.split(" ");
    var found = new HashSet<String>();
    for (int i = 0; i + 3 <= words.length; i++) {
      found.add(words[i] + " " + words[i + 1] + " " + words[i + 2]);
    }
    return found;
  }

  private static boolean similar(Set<String> a, Set<String> b) {
    if (a.size() < NearDuplicates.SHORTEST || b.size() < NearDuplicates.SHORTEST) {
      return false;
    }
    long both = a.stream().filter(b::contains).count();
    return both >= NearDuplicates.SIMILAR * (a.size() + b.size() - both);
  }

  @Test
  void takesTimeInProportionToTheTexts() {
    var random = new SplittableRandom(5);
    var texts = new ArrayList<String>();
    for (int i = 0; i < 10_000; i++) {
      texts.add(
          i % 4 == 0
              ? "Please find the enclosed form letter number one and kindly sign it below."
              : String.join(" ", words(random, 5 + random.nextInt(60))));
    }
    long best = Long.MAX_VALUE;
    for (int run = 0; run < 4; run++) {
      long start = System.nanoTime();
      int[] clusters = NearDuplicates.clusters(texts);
      best = Math.min(best, System.nanoTime() - start);
      assertThat(clusters[4]).isEqualTo(clusters[0]);
    }
    assertThat(best).isLessThan(1_000_000_000L);
  }
}
