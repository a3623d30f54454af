package io.millrace.flywheel.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learn.text.NearDuplicates;
import io.millrace.model.Answer;
import io.millrace.model.RequestForm;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Made-up traffic with repeats, near-duplicates, conversations, several models and calls of tools.
final class PartitionTest {
  private static final RequestForm WITH_TOOLS =
      new RequestForm("", List.of(), OptionalInt.empty(), false);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void noUnitAndNoShortConversationIsInTwoParts(long seed) {
    List<Partition.Entry> entries = traffic(seed, 400);
    List<Partition.Group> groups = Partition.of(entries, PartitionTest::wanted);
    Map<String, Partition.Part> ofInput = new HashMap<>();
    for (Partition.Group group : groups) {
      for (Partition.Entry entry : group.entries()) {
        Partition.Part before = ofInput.putIfAbsent(entry.input(), group.part());
        assertThat(before == null || before == group.part()).as(entry.input()).isTrue();
      }
    }
    List<String> inputs = List.copyOf(ofInput.keySet());
    int[] clusters = NearDuplicates.clusters(inputs);
    Map<Integer, Partition.Part> ofCluster = new HashMap<>();
    for (int i = 0; i < clusters.length; i++) {
      Partition.Part part = ofInput.get(inputs.get(i));
      assertThat(ofCluster.putIfAbsent(clusters[i], part)).isIn(null, part);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void whatACertificateIsOpenedOnIsInTheLastPart(long seed) {
    List<Partition.Entry> entries = traffic(seed, 400);
    Map<String, Partition.Part> ofInput = new HashMap<>();
    Partition.of(entries, PartitionTest::wanted)
        .forEach(
            group -> group.entries().forEach(entry -> ofInput.put(entry.input(), group.part())));
    Split split = certificate(entries);
    assertThat(split.certify()).isNotEmpty();
    for (Unit unit : split.certify()) {
      for (Unit.Lesson lesson : unit.lessons()) {
        assertThat(ofInput.getOrDefault(lesson.input(), Partition.Part.CERTIFY))
            .isEqualTo(Partition.Part.CERTIFY);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void everyWantedCallIsInOneUnitAndNoOther(long seed) {
    List<Partition.Entry> entries = traffic(seed, 300);
    List<String> placed = new ArrayList<>();
    Partition.of(entries, PartitionTest::wanted)
        .forEach(group -> group.entries().forEach(entry -> placed.add(entry.id())));
    Set<String> wanted = new HashSet<>();
    entries.stream().filter(PartitionTest::wanted).forEach(entry -> wanted.add(entry.id()));
    assertThat(placed).doesNotHaveDuplicates().hasSameSizeAs(wanted);
    assertThat(new HashSet<>(placed)).isEqualTo(wanted);
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23})
  void whereACertificateCountsEveryCallThePartsAreItsOwn(long seed) {
    List<Partition.Entry> entries =
        traffic(seed, 300).stream()
            .filter(e -> e.model().equals("large") && e.form().plain() && e.reference())
            .filter(e -> e.answer() instanceof Answer.Complete)
            .toList();
    Split split = certificate(entries);
    Map<Partition.Part, List<String>> firsts = new HashMap<>();
    Partition.of(entries, _ -> true)
        .forEach(group ->
            firsts
                .computeIfAbsent(group.part(), _ -> new ArrayList<>())
                .add(group.entries().getFirst().id()));
    assertThat(firsts.get(Partition.Part.TRAIN)).containsExactlyElementsOf(ids(split.train()));
    assertThat(firsts.get(Partition.Part.TUNE)).containsExactlyElementsOf(ids(split.tune()));
    assertThat(firsts.get(Partition.Part.CERTIFY)).containsExactlyElementsOf(ids(split.certify()));
  }

  private static List<String> ids(List<Unit> units) {
    return units.stream().map(Unit::callId).toList();
  }

  private static Split certificate(List<Partition.Entry> entries) {
    List<ScenarioCall> calls =
        entries.stream()
            .filter(Partition.Entry::reference)
            .map(e ->
                new ScenarioCall(
                    e.id(),
                    e.created(),
                    e.conversation(),
                    e.model(),
                    e.version(),
                    e.input(),
                    e.form(),
                    e.answer(),
                    e.usage(),
                    java.util.OptionalLong.empty(),
                    e.cost()))
            .toList();
    return Split.byTime(Units.of(Eligible.of(calls).calls()));
  }

  private static boolean wanted(Partition.Entry entry) {
    return entry.answer() instanceof Answer.Complete || entry.answer() instanceof Answer.ToolUse;
  }

  private static List<Partition.Entry> traffic(long seed, int calls) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Partition.Entry> entries = new ArrayList<>();
    List<String> said = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      String input = input(random, said);
      said.add(input);
      boolean tools = random.nextInt(6) == 0;
      entries.add(
          new Partition.Entry(
              "call-" + i,
              Instant.ofEpochSecond(1_780_000_000L + i * 30L),
              random.nextInt(4) == 0 ? "talk-" + i / 8 : null,
              random.nextInt(10) == 0 ? "other" : "large",
              0,
              input,
              tools ? WITH_TOOLS : RequestForm.PLAIN,
              answer(random, tools),
              null,
              1,
              random.nextInt(9) != 0));
    }
    return entries;
  }

  private static Answer answer(SplittableRandom random, boolean tools) {
    if (random.nextInt(12) == 0) {
      return new Answer.Truncated("cut");
    }
    return tools ? new Answer.ToolUse() : new Answer.Complete("label " + random.nextInt(4));
  }

  /// A new text, one said before, or one said before with other punctuation around it.
  private static String input(SplittableRandom random, List<String> said) {
    int kind = said.isEmpty() ? 9 : random.nextInt(10);
    if (kind < 2) {
      return said.get(random.nextInt(said.size()));
    }
    if (kind < 4) {
      return "  " + said.get(random.nextInt(said.size())).strip() + "!";
    }
    StringBuilder text = new StringBuilder();
    for (int w = 0; w < 6; w++) {
      for (int c = 0; c < 5; c++) {
        text.append((char) ('a' + random.nextInt(26)));
      }
      text.append(' ');
    }
    return text.toString();
  }
}
