package io.millrace.learn.record;

import io.millrace.learn.answer.AnswerShape;
import io.millrace.learn.answer.RecordFormat;
import io.millrace.learn.label.LabelModel;
import io.millrace.learn.label.LabelTrainer;
import io.millrace.learn.student.Example;
import io.millrace.learn.student.Prediction;
import io.millrace.learn.student.TrainedStudent;
import io.millrace.learn.student.TrainedStudent.Compaction;
import io.millrace.learn.student.TrainingOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// Trains record students.
///
/// Folds and the final student are trained side by side, each by one thread from its own seed, so
/// the result is the same for any number of threads.
public final class RecordTrainer {
  private static final int FOLDS = 3;

  /// The share of progress that the label fields take.
  private static final double LABELS = 0.4;

  /// From the smallest tagger to the largest; each is tried on what the folds have not seen.
  private static final float[] THRESHOLDS = {0.02f, 0.01f, 0.005f};

  /// Agreement that pruning and quantising may cost, as a share of the examples.
  private static final double MEASURABLE = 0.0005;

  private final RecordFormat format;
  private final List<Example> examples;
  private final Lessons lessons;
  private final TrainingOptions options;
  private final int[] foldOf;
  private final List<Optional<LabelTrainer.TrainedModel>> classifiers = new ArrayList<>();
  private final double[][][] scores;
  private final WordClusters clusters;
  private final AtomicInteger done = new AtomicInteger();

  private RecordTrainer(RecordFormat format, List<Example> examples, TrainingOptions options) {
    this.format = format;
    this.examples = examples;
    this.options = options;
    this.lessons = Lessons.of(format, examples);
    this.foldOf = folds(examples.size(), options.seed());
    this.clusters = WordClusters.learn(lessons.tokens());
    this.scores = new double[examples.size()][lessons.layout().labelColumns().length][];
  }

  /// Trains on the examples.
  ///
  /// @param shape learnable, from these examples
  /// @param examples in time order, one for each distinct input
  /// @throws IllegalArgumentException for a shape that cannot be learned, or no examples
  public static TrainedStudent train(
      AnswerShape.Record shape, List<Example> examples, TrainingOptions options) {
    if (!shape.learnable() || examples.isEmpty()) {
      throw new IllegalArgumentException(
          "a record of " + examples.size() + " examples that cannot be learned: " + shape);
    }
    return new RecordTrainer(RecordFormat.learn(shape, examples), examples, options).train();
  }

  private static int[] folds(int size, long seed) {
    var random = new SplittableRandom(seed);
    int[] folds = new int[size];
    Arrays.setAll(folds, i -> i % FOLDS);
    for (int i = size - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swap = folds[i];
      folds[i] = folds[j];
      folds[j] = swap;
    }
    return folds;
  }

  private TrainedStudent train() {
    options.progress().accept(0);
    for (int f = 0; f < lessons.layout().labelColumns().length; f++) {
      classify(f);
    }
    List<Callable<Trial>> tasks = new ArrayList<>();
    for (int fold = 0; fold < FOLDS; fold++) {
      int left = fold;
      tasks.add(() -> trial(left));
    }
    tasks.add(() -> trial(FOLDS));
    List<Trial> trials = run(tasks);
    int choice = choose(trials);
    RecordStudent full = trials.getLast().student();
    RecordStudent served = choice == 0 ? full : full.compact(THRESHOLDS[choice - 1]);
    return new TrainedStudent(
        served,
        outOfFold(trials, choice),
        new Compaction(
            full.info().bytes(),
            served.info().bytes(),
            agreement(trials, 0),
            agreement(trials, choice)),
        notes(choice));
  }

  /// One fold's student and how it answered what it had not seen.
  ///
  /// @param answers first with full weights, then by threshold; in the order of the held-out
  ///   examples
  private record Trial(RecordStudent student, List<List<Prediction>> answers) {}

  private Trial trial(int fold) {
    List<Integer> known = new ArrayList<>();
    List<Integer> held = new ArrayList<>();
    for (int e = 0; e < foldOf.length; e++) {
      (foldOf[e] == fold ? held : known).add(e);
    }
    RecordStudent student = fit(known, options.seed() + 31L * fold);
    List<List<Prediction>> answers = new ArrayList<>();
    answers.add(answers(student, held));
    for (float threshold : THRESHOLDS) {
      answers.add(held.isEmpty() ? List.of() : answers(student.compact(threshold), held));
    }
    options.progress().accept(LABELS + (1 - LABELS) * done.incrementAndGet() / (FOLDS + 1));
    return new Trial(student, answers);
  }

  private List<Prediction> answers(RecordStudent student, List<Integer> held) {
    return held.stream().map(e -> student.decide(lessons.tokens().get(e), scores[e])).toList();
  }

  private RecordStudent fit(List<Integer> known, long seed) {
    Contexts contexts = Contexts.learn(lessons, known);
    List<Optional<LabelModel>> models =
        classifiers.stream().map(c -> c.map(LabelTrainer.TrainedModel::model)).toList();
    return new RecordStudent(format, models, contexts.labelField(), tagger(known, contexts, seed));
  }

  /// Trains the classifier of a label field and scores every example with a model that had not seen
  /// it.
  private void classify(int field) {
    int labels = lessons.layout().labelColumn(field).labels().size();
    if (labels < 2) {
      classifiers.add(Optional.empty());
      Arrays.stream(scores).forEach(ofExample -> ofExample[field] = new double[1]);
      return;
    }
    int[] told =
        IntStream.range(0, lessons.size()).filter(e -> lessons.labels()[e][field] >= 0).toArray();
    LabelTrainer.TrainedModel trained =
        LabelTrainer.trainNgram(
            Arrays.stream(told).mapToObj(e -> examples.get(e).input()).toList(),
            Arrays.stream(told).map(e -> lessons.labels()[e][field]).toArray(),
            Arrays.stream(told).map(e -> examples.get(e).weight()).toArray(),
            labels,
            quiet());
    classifiers.add(Optional.of(trained));
    for (int i = 0; i < told.length; i++) {
      scores[told[i]][field] = trained.outOfFold()[i];
    }
    for (int e = 0; e < scores.length; e++) {
      if (lessons.labels()[e][field] < 0) {
        scores[e][field] = new double[labels];
        trained.model().logProbabilities(examples.get(e).input(), scores[e][field]);
      }
    }
    options.progress().accept(LABELS * (field + 1) / lessons.layout().labelColumns().length);
  }

  private TrainingOptions quiet() {
    return new TrainingOptions(options.seed(), options.threads(), false, options.alpha(), _ -> {});
  }

  private Optional<Tagger> tagger(List<Integer> known, Contexts contexts, long seed) {
    int fields = lessons.layout().spanColumns().length;
    if (fields == 0) {
      return Optional.empty();
    }
    List<TaggerLesson> taught = new ArrayList<>();
    for (int e : known) {
      int context = contexts.of(lessons, e);
      lessons
          .spans()
          .get(e)
          .filter(spans -> context >= 0 && contexts.allows(context, spans))
          .ifPresent(s -> taught.add(new TaggerLesson(lessons.tokens().get(e), s, context)));
    }
    return Optional.of(
        TaggerTraining.fit(
            taught, fields, contexts.allowed(), clusters, TaggerTraining.Settings.DEFAULT, seed));
  }

  private List<Trial> run(List<Callable<Trial>> tasks) {
    int threads = Math.clamp(options.threads(), 1, tasks.size());
    try (var pool = Executors.newFixedThreadPool(threads)) {
      List<Trial> results = new ArrayList<>();
      for (Future<Trial> future : pool.invokeAll(tasks)) {
        results.add(future.get());
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("training was interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("training failed", e.getCause());
    }
  }

  /// The smallest variant that agrees as often as full weights do: 0 is full, else 1 plus the
  /// threshold's index.
  private int choose(List<Trial> trials) {
    double full = agreement(trials, 0);
    for (int choice = 1; choice <= THRESHOLDS.length; choice++) {
      if (agreement(trials, choice) >= full - MEASURABLE) {
        return choice;
      }
    }
    return 0;
  }

  private double agreement(List<Trial> trials, int choice) {
    List<Prediction> answers = outOfFold(trials, choice);
    int agreed = 0;
    for (int e = 0; e < examples.size(); e++) {
      agreed += answers.get(e).answer().equals(examples.get(e).answer()) ? 1 : 0;
    }
    return (double) agreed / examples.size();
  }

  private List<Prediction> outOfFold(List<Trial> trials, int choice) {
    int[] next = new int[FOLDS];
    List<Prediction> all = new ArrayList<>();
    for (int fold : foldOf) {
      all.add(trials.get(fold).answers().get(choice).get(next[fold]++));
    }
    return all;
  }

  private List<String> notes(int choice) {
    List<String> notes = new ArrayList<>();
    notes.add("Fields: " + lessons.layout().columns().size() + ".");
    notes.add("Out-of-fold predictions are from " + FOLDS + " folds.");
    notes.add(
        "Examples whose values are not all in the input, left out of the tagger: "
            + lessons.unaligned()
            + ".");
    notes.add(
        choice == 0
            ? "The tagger keeps full weights."
            : "Tagger weights below " + THRESHOLDS[choice - 1] + " are pruned, the rest 8 bits.");
    return notes;
  }
}
