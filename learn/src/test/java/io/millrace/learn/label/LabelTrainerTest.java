package io.millrace.learn.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.learn.student.Prediction;
import io.millrace.learn.student.TrainedStudent;
import io.millrace.learn.student.TrainingOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LabelTrainerTest {
  private static final String[] THINGS = {
    "card", "transfer", "refund", "exchange rate", "address", "password", "fee", "cash"
  };
  private static final String[] WISHES = {
    "cancel the", "where is my", "how do I change the", "why was there a", "I lost my"
  };
  private static final String[] CHINESE_THINGS = {"银行卡", "转账", "退款", "汇率", "地址", "密码"};
  private static final String[] CHINESE_WISHES = {"请取消", "我的%s在哪里", "怎么修改", "为什么有"};

  @Test
  void learnsEnglish() throws IOException {
    var lessons = english(600, 0, 1);
    assertThat(agreement(train(lessons, 2), english(200, 0, 2))).isGreaterThan(0.9);
  }

  @Test
  void learnsChinese() {
    var lessons = chinese(400, 1);
    var trained = train(lessons, 2);
    assertThat(agreement(trained, chinese(200, 2))).isGreaterThan(0.9);
  }

  @Test
  void learnsTwoLabels() {
    var lessons = new Lessons(List.of("{\"ok\":true}", "{\"ok\":false}"));
    var random = new SplittableRandom(5);
    for (int i = 0; i < 300; i++) {
      boolean good = random.nextBoolean();
      String word =
          good
              ? pick(random, "great", "lovely", "superb")
              : pick(random, "awful", "dreadful", "boring");
      lessons.add("the film number " + i + " was " + word, good ? 0 : 1);
    }
    assertThat(outOfFold(train(lessons, 2), lessons)).isGreaterThan(0.95);
  }

  @Test
  void learnsEightyLabels() {
    var names = IntStream.range(0, 80).mapToObj(i -> "intent_" + i).toList();
    var lessons = new Lessons(names);
    var random = new SplittableRandom(5);
    for (int i = 0; i < 800; i++) {
      int label = i % 80;
      lessons.add(
          pick(random, "please", "kindly", "now")
              + " "
              + syllables(label)
              + " "
              + syllables(label * 31 + 7),
          label);
    }
    assertThat(outOfFold(train(lessons, 2), lessons)).isGreaterThan(0.9);
  }

  @Test
  void theSameBytesOnAnyNumberOfThreads() throws IOException {
    var lessons = english(120, 0, 7);
    byte[] one = stored((LabelStudent) train(lessons, 1).student());
    assertThat(stored((LabelStudent) train(lessons, 2).student())).isEqualTo(one);
    assertThat(stored((LabelStudent) train(lessons, 4).student())).isEqualTo(one);
    assertThat(train(lessons, 3).outOfFold()).isEqualTo(train(lessons, 1).outOfFold());
  }

  @Test
  void anotherSeedGivesAnotherStudent() throws IOException {
    var lessons = english(120, 0, 7);
    assertThat(stored((LabelStudent) train(lessons, 2, 1).student()))
        .isNotEqualTo(stored((LabelStudent) train(lessons, 2, 2).student()));
  }

  @Test
  void aStoredStudentAnswersTheSame() throws IOException {
    var lessons = english(240, 0, 7);
    var student = (LabelStudent) train(lessons, 2).student();
    byte[] bytes = stored(student);
    var restored = restored(bytes);
    assertThat(stored(restored)).isEqualTo(bytes);
    assertThat(restored.info()).isEqualTo(student.info());
    for (String input : List.of("cancel the card", "今天天气", "", "😀", "never seen words here")) {
      assertThat(restored.answer(input)).isEqualTo(student.answer(input));
    }
  }

  @Test
  void damagedBytesAreRefused() throws IOException {
    byte[] bytes = stored((LabelStudent) train(english(60, 0, 7), 2).student());
    for (int length = 0; length < bytes.length; length += bytes.length / 40 + 1) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> restored(cut)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void probabilitiesSumToOneAndTheLargestIsTheConfidence() {
    var student = (LabelStudent) train(english(240, 0, 7), 2).student();
    var scores = new double[student.labels()];
    student.logProbabilities("where is my refund", scores);
    assertThat(Arrays.stream(scores).map(Math::exp).sum()).isCloseTo(1, within(1e-6));
    double largest = Arrays.stream(scores).max().orElseThrow();
    assertThat(student.answer("where is my refund").confidence())
        .isCloseTo(Math.exp(largest), within(1e-12));
  }

  @Test
  void strangeInputsAreAnsweredInBoundedTime() {
    var student = train(english(120, 0, 7), 2).student();
    for (String input :
        List.of(
            "",
            " ",
            "\u001E",
            "\uD800",
            "😀😀",
            "卡",
            "card ".repeat(20_000),
            "卡".repeat(100_000),
            "x".repeat(100_000))) {
      Prediction prediction = student.answer(input);
      assertThat(prediction.confidence()).isBetween(0.0, 1.0);
    }
  }

  @Test
  void aSingleLabelIsAlwaysAnswered() {
    var lessons = new Lessons(List.of("yes"));
    IntStream.range(0, 20).forEach(i -> lessons.add("question " + i, 0));
    var trained = train(lessons, 2);
    assertThat(trained.student().answer("anything")).isEqualTo(new Prediction("yes", 1));
    assertThat(trained.outOfFold()).hasSize(20);
  }

  @Test
  void fewExamplesGiveTheCommonestLabel() {
    var lessons = new Lessons(List.of("yes", "no"));
    lessons.add("a", 1);
    lessons.add("b", 1);
    lessons.add("c", 0);
    lessons.add("d", 0);
    lessons.add("e", 1);
    assertThat(train(lessons, 2).student().answer("z").answer()).isEqualTo("no");
    var none = train(new Lessons(List.of("yes", "no")), 2);
    assertThat(none.outOfFold()).isEmpty();
    assertThat(none.student().answer("z").confidence()).isBetween(0.0, 1.0);
  }

  @Test
  void answersSeenOnceAreNeverGiven() {
    var names = IntStream.range(0, 60).mapToObj(i -> "answer " + i).toList();
    var lessons = new Lessons(names);
    for (int i = 0; i < 58; i++) {
      lessons.add(syllables(i) + " unheard of " + syllables(3 * i), i + 2);
      lessons.add("open the door " + i, 0);
      lessons.add("close the window " + i, 1);
    }
    var trained = train(lessons, 2);
    assertThat(trained.outOfFold())
        .allMatch(p -> p.answer().equals("answer 0") || p.answer().equals("answer 1"));
    var student = trained.student();
    assertThat(student.answer("open the door please").confidence()).isGreaterThan(0.6);
    assertThat(student.answer(syllables(3) + " unheard of " + syllables(9)).confidence())
        .isLessThan(0.5);
  }

  @Test
  void everyAnswerDistinctTrainsWithoutHarm() {
    var lessons = new Lessons(IntStream.range(0, 40).mapToObj(i -> "answer " + i).toList());
    IntStream.range(0, 40).forEach(i -> lessons.add(syllables(i), i));
    assertThat(train(lessons, 2).outOfFold()).hasSize(40).allMatch(p -> p.confidence() < 0.5);
  }

  @Test
  void compactingCostsNothingMeasurable() {
    var trained = train(english(600, 60, 1), 2);
    var compaction = trained.compaction();
    assertThat(compaction.bytesAfter()).isLessThan(compaction.bytesBefore() / 2).isPositive();
    assertThat(compaction.agreementAfter()).isCloseTo(compaction.agreementBefore(), within(0.01));
    assertThat(trained.student().info().bytes()).isEqualTo(compaction.bytesAfter() + 4L * 8);
  }

  @Test
  void theNgramModelAloneKeepsEveryLabel() throws IOException {
    var lessons = english(300, 0, 3);
    var options = new TrainingOptions(1, 2, false, 0.1, p -> {});
    var trained =
        LabelTrainer.trainNgram(
            lessons.inputs, lessons.labelArray(), lessons.weights(), 10, options);
    assertThat(trained.model().labels()).isEqualTo(10);
    assertThat(trained.model().members()).containsExactly("ngram");
    assertThat(trained.outOfFold()).hasDimensions(300, 10);
    var bytes = new ByteArrayOutputStream();
    trained.model().write(new DataOutputStream(bytes));
    var restored =
        LabelModel.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    var before = new double[10];
    var after = new double[10];
    trained.model().logProbabilities("cancel the card", before);
    restored.logProbabilities("cancel the card", after);
    assertThat(after).isEqualTo(before);
  }

  @Test
  void progressRisesToOne() {
    var seen = Collections.synchronizedList(new ArrayList<Double>());
    var lessons = english(60, 0, 3);
    LabelTrainer.train(
        lessons.inputs,
        lessons.labelArray(),
        lessons.weights(),
        lessons.names,
        new TrainingOptions(1, 2, false, 0.1, seen::add));
    assertThat(seen).allMatch(p -> p > 0 && p <= 1).contains(1.0).hasSizeGreaterThan(4);
  }

  @Test
  void sizesMustAgree() {
    assertThatThrownBy(() ->
            LabelTrainer.train(
                List.of("a"),
                new int[2],
                new int[2],
                List.of("x"),
                new TrainingOptions(1, 1, false, 0.1, p -> {})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 inputs, 2 labels");
  }

  private static TrainedStudent train(Lessons lessons, int threads) {
    return train(lessons, threads, 1);
  }

  private static TrainedStudent train(Lessons lessons, int threads, long seed) {
    return LabelTrainer.train(
        lessons.inputs,
        lessons.labelArray(),
        lessons.weights(),
        lessons.names,
        new TrainingOptions(seed, threads, false, 0.1, p -> {}));
  }

  private static double agreement(TrainedStudent trained, Lessons lessons) {
    return IntStream.range(0, lessons.inputs.size())
            .filter(i ->
                trained.student().answer(lessons.inputs.get(i)).answer().equals(lessons.name(i)))
            .count()
        / (double) lessons.inputs.size();
  }

  private static double outOfFold(TrainedStudent trained, Lessons lessons) {
    return IntStream.range(0, lessons.inputs.size())
            .filter(i -> trained.outOfFold().get(i).answer().equals(lessons.name(i)))
            .count()
        / (double) lessons.inputs.size();
  }

  /// As the reader of any student does: the kind, then the student.
  private static LabelStudent restored(byte[] bytes) throws IOException {
    var in = new DataInputStream(new ByteArrayInputStream(bytes));
    assertThat(in.readUTF()).isEqualTo("label");
    return LabelStudent.read(in);
  }

  private static byte[] stored(LabelStudent student) throws IOException {
    var bytes = new ByteArrayOutputStream();
    student.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  /// Requests about eight things, the label; `wrong` of them labelled at random.
  private static Lessons english(int count, int wrong, long seed) {
    var random = new SplittableRandom(seed);
    var lessons = new Lessons(List.of(THINGS));
    for (int i = 0; i < count; i++) {
      int thing = random.nextInt(THINGS.length);
      String text =
          pick(random, "", "hello, ", "hi! ", "urgent: ")
              + pick(random, WISHES)
              + " "
              + THINGS[thing]
              + pick(random, "", "?", " today", " please");
      lessons.add(text + " " + i, i < wrong ? random.nextInt(THINGS.length) : thing);
    }
    return lessons;
  }

  private static Lessons chinese(int count, long seed) {
    var random = new SplittableRandom(seed);
    var lessons = new Lessons(List.of(CHINESE_THINGS));
    for (int i = 0; i < count; i++) {
      int thing = random.nextInt(CHINESE_THINGS.length);
      String wish = pick(random, CHINESE_WISHES);
      lessons.add(
          wish.contains("%s")
              ? wish.replace("%s", CHINESE_THINGS[thing])
              : wish + CHINESE_THINGS[thing] + "，谢谢",
          thing);
    }
    return lessons;
  }

  private static String syllables(int number) {
    String[] parts = {"ba", "do", "ki", "lu", "me", "no", "pa", "ri", "su", "ta"};
    return parts[number % 10] + parts[number / 10 % 10] + parts[(number * 7 + 3) % 10];
  }

  private static String pick(SplittableRandom random, String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private static final class Lessons {
    final List<String> names;
    final List<String> inputs = new ArrayList<>();
    final List<Integer> labels = new ArrayList<>();

    Lessons(List<String> names) {
      this.names = names;
    }

    void add(String input, int label) {
      inputs.add(input);
      labels.add(label);
    }

    String name(int index) {
      return names.get(labels.get(index));
    }

    int[] labelArray() {
      return labels.stream().mapToInt(i -> i).toArray();
    }

    int[] weights() {
      var weights = new int[inputs.size()];
      Arrays.fill(weights, 1);
      return weights;
    }
  }
}
