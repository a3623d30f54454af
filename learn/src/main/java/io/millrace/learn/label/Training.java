package io.millrace.learn.label;

import io.millrace.learn.encoder.Encoder;
import io.millrace.learn.encoder.EncoderKind;
import io.millrace.learn.student.TrainedStudent.Compaction;
import io.millrace.learn.student.TrainingOptions;
import io.millrace.learn.text.NgramCorpus;
import io.millrace.learn.text.TokenVectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// One training of a label model: folds, candidates, choice, final fit. Used once, by one thread;
/// the work is cut into independent tasks whose results do not depend on who runs them.
final class Training {
  /// The fewest examples and classes that are worth more than a count of labels.
  private static final int FEWEST = 6;

  private final List<String> inputs;
  private final Classes classes;
  private final float[] importance;
  private final TrainingOptions options;
  private final Recipe recipe;
  private final int[] foldOf;
  private final AtomicInteger done = new AtomicInteger();
  private int planned = 1;

  Training(List<String> inputs, Classes classes, int[] weights, TrainingOptions options) {
    this.inputs = List.copyOf(inputs);
    this.classes = classes;
    this.options = options;
    recipe = Recipe.of(inputs, classes.count());
    importance = new float[weights.length];
    for (int i = 0; i < weights.length; i++) {
      importance[i] = (float) (1 + Math.log(Math.max(1, weights[i])));
    }
    foldOf = new int[inputs.size()];
    int[] order = IntStream.range(0, foldOf.length).toArray();
    Shuffle.of(order, new SplittableRandom(options.seed()));
    for (int i = 0; i < order.length; i++) {
      foldOf[order[i]] = i % recipe.folds();
    }
  }

  /// @param compaction what quantising did, in the chosen average
  @SuppressWarnings(
      "ArrayRecordComponent") // Handed over, never changed: a copy of so many numbers has no use.
  record Result(
      LabelModel model, double[][] outOfFold, Compaction compaction, List<String> notes) {}

  /// @param all whether members beside the n-grams are candidates
  Result run(boolean all) {
    if (inputs.size() < FEWEST || classes.count() < 2) {
      return countsOnly();
    }
    try (var pool = Executors.newFixedThreadPool(Math.max(1, options.threads()))) {
      return fit(pool, all);
    }
  }

  private Result countsOnly() {
    var model = new LabelModel(classes.prior(), List.of(), new float[0]);
    var outOfFold = new double[inputs.size()][classes.count()];
    for (int i = 0; i < outOfFold.length; i++) {
      model.logProbabilities(inputs.get(i), outOfFold[i]);
    }
    var compaction = new Compaction(model.bytes(), model.bytes(), 1, 1);
    return new Result(
        model,
        outOfFold,
        compaction,
        List.of("Too few examples or labels: answers with the commonest label."));
  }

  private Result fit(ExecutorService pool, boolean all) {
    var candidates = new ArrayList<Candidate>();
    planned = 2 * (recipe.folds() + 1);
    candidates.addAll(candidates(pool, ngramFitting()));
    if (all) {
      candidates.addAll(candidates(pool, tokenFitting()));
    }
    if (all && options.encoders()) {
      for (EncoderKind kind : recipe.encoders()) {
        if (Encoder.available(kind)) {
          candidates.addAll(candidates(pool, headFitting(pool, kind)));
        }
      }
    }
    var scores = candidates.stream().map(c -> outOfFold(c, true)).toArray(float[][][]::new);
    var parts = candidates.stream().map(c -> c.fitting.part()).toList();
    var choice = Choice.of(scores, parts, classes.classOf(), options.alpha());
    return result(candidates, scores, choice);
  }

  private Result result(List<Candidate> candidates, float[][][] scores, Choice choice) {
    var members = new ArrayList<Member>();
    var shares = new ArrayList<Float>();
    var notes = new ArrayList<String>();
    double[] single = new double[candidates.size()];
    for (int m = 0; m < candidates.size(); m++) {
      Arrays.fill(single, 0);
      single[m] = 1;
      var curve =
          RiskCoverage.of(RiskCoverage.mean(scores, single), classes.classOf(), options.alpha());
      notes.add(describe(candidates.get(m).title() + " alone", curve));
      if (choice.shares()[m] > 0) {
        members.add(candidates.get(m).fitted().member());
        shares.add((float) choice.shares()[m]);
      }
    }
    var weights = new float[shares.size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = shares.get(i);
    }
    var model = new LabelModel(classes.prior(), members, weights);
    notes.add(
        describe(
            "Chosen " + String.join(" + ", model.members()) + " " + Arrays.toString(weights),
            choice.curve()));
    float[][] mean = RiskCoverage.mean(scores, choice.shares());
    var outOfFold = new double[mean.length][];
    for (int i = 0; i < mean.length; i++) {
      outOfFold[i] = IntStream.range(0, mean[i].length).mapToDouble(asDoubles(mean[i])).toArray();
      Softmax.log(outOfFold[i]);
    }
    return new Result(model, outOfFold, compaction(candidates, choice), notes);
  }

  private static java.util.function.IntToDoubleFunction asDoubles(float[] values) {
    return i -> values[i];
  }

  private static String describe(String what, RiskCoverage curve) {
    return String.format(
        Locale.ROOT,
        "%s: out of fold agrees on %.2f%%, predicted coverage %.2f%%.",
        what,
        100 * curve.agreement(),
        100 * curve.coverage());
  }

  private Compaction compaction(List<Candidate> candidates, Choice choice) {
    var full = candidates.stream().map(c -> outOfFold(c, false)).toArray(float[][][]::new);
    var served = candidates.stream().map(c -> outOfFold(c, true)).toArray(float[][][]::new);
    long before = 0;
    long after = 0;
    for (int m = 0; m < candidates.size(); m++) {
      if (choice.shares()[m] > 0) {
        var fitted = candidates.get(m).fitted();
        before += fitted.fullBytes();
        after += fitted.member().bytes();
      }
    }
    return new Compaction(
        before,
        after,
        RiskCoverage.of(
                RiskCoverage.mean(full, choice.shares()), classes.classOf(), options.alpha())
            .agreement(),
        RiskCoverage.of(
                RiskCoverage.mean(served, choice.shares()), classes.classOf(), options.alpha())
            .agreement());
  }

  /// How one kind of member is fitted.
  private interface Fitting {
    /// The member under each of its settings.
    List<Fitted> fit(int[] members, int[] heldOut, long seed);

    /// What each setting is called.
    List<String> titles();

    Choice.Part part();
  }

  /// @param member as it will be served
  /// @param fullBytes the size of the full weights
  /// @param scores of the held-out examples
  private record Fitted(Member member, long fullBytes, Scores scores) {}

  /// Log-probabilities of examples that were held out.
  ///
  /// @param served by the member as it will be served
  /// @param full with full weights
  @SuppressWarnings(
      "ArrayRecordComponent") // Handed over, never changed: a copy of so many numbers has no use.
  private record Scores(float[][] served, float[][] full) {}

  /// One setting of a kind of member.
  private record Candidate(
      Fitting fitting, int setting, List<Future<List<Scores>>> folds, Future<List<Fitted>> whole) {
    String title() {
      return fitting.titles().get(setting);
    }

    Fitted fitted() {
      return get(whole).get(setting);
    }

    Scores scores(int fold) {
      return get(folds.get(fold)).get(setting);
    }
  }

  private List<Candidate> candidates(ExecutorService pool, Fitting fitting) {
    int[] everything = IntStream.range(0, inputs.size()).toArray();
    var whole = pool.submit(() -> counted(fitting.fit(everything, new int[0], options.seed())));
    var folds = new ArrayList<Future<List<Scores>>>();
    for (int fold = 0; fold < recipe.folds(); fold++) {
      int[] members = fold(fold, false);
      int[] heldOut = fold(fold, true);
      long seed = options.seed() + 1 + fold;
      folds.add(
          pool.submit(() ->
              counted(fitting.fit(members, heldOut, seed)).stream().map(Fitted::scores).toList()));
    }
    return IntStream.range(0, fitting.titles().size())
        .mapToObj(setting -> new Candidate(fitting, setting, folds, whole))
        .toList();
  }

  private List<Fitted> counted(List<Fitted> fitted) {
    options.progress().accept(Math.min(0.99, (double) done.incrementAndGet() / planned));
    return fitted;
  }

  private int[] fold(int fold, boolean inside) {
    return IntStream.range(0, foldOf.length).filter(i -> foldOf[i] == fold == inside).toArray();
  }

  private float[][] outOfFold(Candidate candidate, boolean served) {
    var out = new float[inputs.size()][];
    for (int fold = 0; fold < recipe.folds(); fold++) {
      var tested = candidate.scores(fold);
      float[][] scores = served ? tested.served : tested.full;
      int[] heldOut = fold(fold, true);
      for (int i = 0; i < heldOut.length; i++) {
        out[heldOut[i]] = scores[i];
      }
    }
    return out;
  }

  private static <T> T get(Future<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Training was interrupted.", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("A part of the training failed.", e.getCause());
    }
  }

  private float[][] table(int rows) {
    return new float[rows][classes.count()];
  }

  private float[][] served(Member member, int[] heldOut) {
    float[][] scores = table(heldOut.length);
    for (int i = 0; i < heldOut.length; i++) {
      member.logProbabilities(inputs.get(heldOut[i]), scores[i]);
    }
    return scores;
  }

  private Fitting ngramFitting() {
    var corpus = new NgramCorpus(inputs);
    return new Fitting() {
      @Override
      public List<Fitted> fit(int[] members, int[] heldOut, long seed) {
        var trained =
            new NgramTraining(
                corpus,
                members,
                classes.classOf(),
                importance,
                classes.count(),
                recipe.ngram(),
                seed);
        return NgramTraining.SHARES.stream().map(share -> fitted(trained, share, heldOut)).toList();
      }

      @Override
      public List<String> titles() {
        return NgramTraining.SHARES.stream()
            .map(share -> share == 0 ? "ngram" : "ngram with " + share + " naive Bayes")
            .toList();
      }

      @Override
      public Choice.Part part() {
        return Choice.Part.NGRAM;
      }
    };
  }

  private Fitted fitted(NgramTraining trained, float share, int[] heldOut) {
    float[][] full = table(heldOut.length);
    for (int i = 0; i < heldOut.length; i++) {
      trained.logProbabilities(heldOut[i], share, full[i]);
    }
    var member = NgramMember.of(trained, share);
    return new Fitted(
        member,
        member.bytes() + 3L * trained.weights.length * classes.count(),
        new Scores(served(member, heldOut), full));
  }

  private Fitting tokenFitting() {
    var vocabulary = TokenVectors.of(recipe.language());
    var texts = new int[inputs.size()][];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = vocabulary.tokens().tokenise(inputs.get(i), recipe.tokenLimit());
    }
    return new Fitting() {
      @Override
      public List<Fitted> fit(int[] members, int[] heldOut, long seed) {
        var trained =
            new TokenTraining(
                texts,
                members,
                classes.classOf(),
                importance,
                classes.count(),
                vocabulary,
                recipe.token(),
                seed);
        float[][] full = table(heldOut.length);
        for (int i = 0; i < heldOut.length; i++) {
          trained.logProbabilities(texts[heldOut[i]], full[i]);
        }
        var member = TokenMember.of(trained, vocabulary, recipe.tokenLimit());
        return List.of(
            new Fitted(member, trained.fullBytes(), new Scores(served(member, heldOut), full)));
      }

      @Override
      public List<String> titles() {
        return List.of("tokens");
      }

      @Override
      public Choice.Part part() {
        return Choice.Part.TOKENS;
      }
    };
  }

  private Fitting headFitting(ExecutorService pool, EncoderKind kind) {
    var pending = new ArrayList<Future<float[]>>();
    for (String input : inputs) {
      pending.add(pool.submit(() -> Encoder.of(kind).embed(input)));
    }
    var vectors = pending.stream().map(Training::get).toArray(float[][]::new);
    return new Fitting() {
      @Override
      public List<Fitted> fit(int[] members, int[] heldOut, long seed) {
        var head =
            EncoderHead.fit(
                vectors,
                members,
                classes.classOf(),
                importance,
                classes.count(),
                recipe.head(),
                seed);
        float[][] scores = table(heldOut.length);
        for (int i = 0; i < heldOut.length; i++) {
          head.logProbabilities(vectors[heldOut[i]], scores[i]);
        }
        var member = new EncoderMember(kind, head);
        return List.of(new Fitted(member, member.bytes(), new Scores(scores, scores)));
      }

      @Override
      public List<String> titles() {
        return List.of(kind.title());
      }

      @Override
      public Choice.Part part() {
        return Choice.Part.ENCODER;
      }
    };
  }
}
