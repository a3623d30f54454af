package io.millrace.learn.record;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Fits the tagger by stochastic gradient descent on the log-likelihood of the sequences, one
/// sentence a step, the rate falling linearly to a tenth; in each step half of the features are
/// hidden at random, so that none is relied on alone. One thread; the result depends on the
/// lessons, their order and the seed.
final class TaggerTraining {
  /// How to learn.
  ///
  /// @param epochs passes over the lessons
  /// @param rate of the first step
  /// @param dropout share of the features hidden in each step
  /// @param least features seen fewer times are left out
  record Settings(int epochs, double rate, double dropout, int least) {
    static final Settings DEFAULT = new Settings(12, 0.05, 0.5, 2);
  }

  /// Weights above this number would not fit in memory; rarer features are left out then.
  private static final long MOST_WEIGHTS = 60_000_000;

  private final List<TaggerLesson> lessons;
  private final int[][] allowed;
  private final Settings settings;
  private final SplittableRandom random;
  private final int fields;
  private final int width;
  private final int[][] features;
  private final int[][] offsets;
  private int[] keys = new int[0];
  private float[] weights = new float[0];
  private final float[][] transitions;
  private final Lattice lattice = new Lattice();
  private float[] nodes = new float[0];
  private int[] active = new int[256];
  private int[] activeOffset = new int[64];

  private TaggerTraining(
      List<TaggerLesson> lessons, int fields, int[][] allowed, Settings settings, long seed) {
    this.lessons = lessons;
    this.fields = fields;
    this.allowed = allowed;
    this.settings = settings;
    this.random = new SplittableRandom(seed);
    this.width = new Columns(fields).width();
    this.features = new int[lessons.size()][];
    this.offsets = new int[lessons.size()][];
    this.transitions = new float[allowed.length + 1][];
    for (int c = 0; c < allowed.length; c++) {
      transitions[c] = new float[(allowed[c].length + 2) * (allowed[c].length + 1)];
    }
    transitions[allowed.length] = new float[(fields + 2) * (fields + 1)];
  }

  /// Learns a tagger.
  ///
  /// @param fields the number of span fields
  /// @param allowed for each context the fields that its answers have, ascending
  /// @param clusters of the words
  static Tagger fit(
      List<TaggerLesson> lessons,
      int fields,
      int[][] allowed,
      WordClusters clusters,
      Settings settings,
      long seed) {
    List<Tokens> texts = lessons.stream().map(TaggerLesson::tokens).toList();
    List<List<Span>> spans = lessons.stream().map(TaggerLesson::spans).toList();
    var cases = WordCases.learn(texts);
    var gazetteer = Gazetteer.learn(texts, spans);
    var training = new TaggerTraining(lessons, fields, allowed, settings, seed);
    training.observe(new Observations(gazetteer.copy(), cases, clusters));
    training.descend();
    return training.tagger(gazetteer, cases, clusters);
  }

  private void observe(Observations observations) {
    var counts = new IntTable();
    for (int e = 0; e < lessons.size(); e++) {
      TaggerLesson lesson = lessons.get(e);
      observations.look(lesson.tokens(), Gazetteer.own(lesson.tokens(), lesson.spans()));
      int tokens = lesson.tokens().size;
      offsets[e] = Arrays.copyOf(observations.offset(), tokens + 1);
      features[e] = Arrays.copyOf(observations.keys(), offsets[e][tokens]);
      for (int key : features[e]) {
        counts.add(key, 1);
      }
    }
    var index = new IntTable();
    keys = kept(counts);
    for (int key : keys) {
      index.put(key, index.size());
    }
    for (int e = 0; e < lessons.size(); e++) {
      renumber(e, index);
    }
    weights = new float[Math.multiplyExact(keys.length, width)];
  }

  private int[] kept(IntTable counts) {
    int[] all = counts.keys();
    int least = settings.least();
    int[] kept = atLeast(all, counts, least);
    while ((long) kept.length * width > MOST_WEIGHTS) {
      kept = atLeast(all, counts, ++least);
    }
    return kept;
  }

  private static int[] atLeast(int[] all, IntTable counts, int least) {
    return Arrays.stream(all).filter(key -> counts.get(key, 0) >= least).toArray();
  }

  /// From keys to rows, without those that were left out.
  private void renumber(int e, IntTable index) {
    int[] old = features[e];
    int[] rows = new int[old.length];
    int filled = 0;
    for (int t = 0; t + 1 < offsets[e].length; t++) {
      int begin = offsets[e][t];
      offsets[e][t] = filled;
      for (int i = begin; i < (t + 2 < offsets[e].length ? offsets[e][t + 1] : old.length); i++) {
        int row = index.get(old[i], -1);
        if (row >= 0) {
          rows[filled++] = row;
        }
      }
    }
    offsets[e][offsets[e].length - 1] = filled;
    features[e] = Arrays.copyOf(rows, filled);
  }

  private void descend() {
    int[] order = new int[lessons.size()];
    Arrays.setAll(order, i -> i);
    long steps = (long) settings.epochs() * order.length;
    long step = 0;
    for (int epoch = 0; epoch < settings.epochs(); epoch++) {
      shuffle(order);
      for (int e : order) {
        step(e, (float) (settings.rate() * (1 - 0.9 * step++ / steps)));
      }
    }
  }

  private void shuffle(int[] order) {
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swap = order[i];
      order[i] = order[j];
      order[j] = swap;
    }
  }

  private void step(int e, float rate) {
    TaggerLesson lesson = lessons.get(e);
    int tokens = lesson.tokens().size;
    if (tokens == 0) {
      return;
    }
    hide(e, tokens);
    int[] fieldsHere = allowed[lesson.context()];
    var local = new Columns(fieldsHere.length);
    int[] columns = new Columns(fields).of(fieldsHere);
    lattice.begin(tokens, fieldsHere.length);
    score(tokens, columns, local);
    transitions(lesson.context(), fieldsHere, lattice.transitionScore());
    lattice.forward();
    int states = lattice.states();
    if (nodes.length < tokens * states) {
      nodes = new float[tokens * states];
    }
    float[] edges = new float[lattice.kinds() * (lattice.kinds() + 1)];
    lattice.expect(nodes, edges);
    int[] gold = localStates(lesson, fieldsHere);
    goldEdges(gold, edges, lattice.kinds());
    for (int t = 0; t < tokens; t++) {
      update(t, gold[t], columns, local, rate);
    }
    updateTransitions(lesson.context(), fieldsHere, edges, rate);
  }

  /// Chooses the features that this step sees.
  private void hide(int e, int tokens) {
    int[] rows = features[e];
    if (active.length < rows.length) {
      active = new int[rows.length];
    }
    if (activeOffset.length < tokens + 1) {
      activeOffset = new int[tokens + 1];
    }
    int threshold = (int) (settings.dropout() * 65536);
    int filled = 0;
    long bits = 0;
    int left = 0;
    for (int t = 0; t < tokens; t++) {
      activeOffset[t] = filled;
      for (int i = offsets[e][t]; i < offsets[e][t + 1]; i++) {
        if (left == 0) {
          bits = random.nextLong();
          left = 4;
        }
        if ((bits & 0xFFFF) >= threshold) {
          active[filled++] = rows[i];
        }
        bits >>>= 16;
        left--;
      }
    }
    activeOffset[tokens] = filled;
  }

  private void score(int tokens, int[] columns, Columns local) {
    float[] sums = new float[columns.length];
    for (int t = 0; t < tokens; t++) {
      Arrays.fill(sums, 0);
      for (int i = activeOffset[t]; i < activeOffset[t + 1]; i++) {
        int base = active[i] * width;
        for (int c = 0; c < columns.length; c++) {
          sums[c] += weights[base + columns[c]];
        }
      }
      local.combine(sums, lattice.emission(), t * lattice.states());
    }
  }

  private void update(int t, int gold, int[] columns, Columns local, float rate) {
    int states = lattice.states();
    float[] gradient = new float[columns.length];
    for (int s = 0; s < states; s++) {
      gradient[s] = ((s == gold ? 1 : 0) - nodes[t * states + s]) * rate;
    }
    local.spread(gradient);
    for (int i = activeOffset[t]; i < activeOffset[t + 1]; i++) {
      int base = active[i] * width;
      for (int c = 0; c < columns.length; c++) {
        weights[base + columns[c]] += gradient[c];
      }
    }
  }

  private void transitions(int context, int[] fieldsHere, float[] out) {
    float[] own = transitions[context];
    float[] shared = transitions[allowed.length];
    int kinds = fieldsHere.length + 1;
    for (int k = 0; k <= kinds; k++) {
      for (int next = 0; next < kinds; next++) {
        out[k * kinds + next] = own[k * kinds + next] + shared[global(k, next, fieldsHere)];
      }
    }
  }

  private int global(int kind, int next, int[] fieldsHere) {
    int before = kind == 0 ? 0 : kind > fieldsHere.length ? fields + 1 : fieldsHere[kind - 1] + 1;
    int after = next == 0 ? 0 : fieldsHere[next - 1] + 1;
    return before * (fields + 1) + after;
  }

  private void updateTransitions(int context, int[] fieldsHere, float[] edges, float rate) {
    int kinds = fieldsHere.length + 1;
    for (int k = 0; k <= kinds; k++) {
      for (int next = 0; next < kinds; next++) {
        float change = -edges[k * kinds + next] * rate;
        transitions[context][k * kinds + next] += change;
        transitions[allowed.length][global(k, next, fieldsHere)] += change;
      }
    }
  }

  static int[] localStates(TaggerLesson lesson, int[] fieldsHere) {
    List<Span> spans =
        lesson.spans().stream()
            .map(s -> new Span(Arrays.binarySearch(fieldsHere, s.field()), s.first(), s.last()))
            .toList();
    return States.of(lesson.tokens().size, spans);
  }

  /// Takes the transitions that were from those expected.
  private static void goldEdges(int[] gold, float[] edges, int kinds) {
    int kind = kinds;
    for (int state : gold) {
      int position = state == 0 ? States.UNIT : (state - 1) % States.POSITIONS;
      int next = state == 0 ? 0 : 1 + (state - 1) / States.POSITIONS;
      if (position == States.BEGIN || position == States.UNIT) {
        edges[kind * kinds + next] -= 1;
      }
      kind = next;
    }
  }

  private Tagger tagger(Gazetteer gazetteer, WordCases cases, WordClusters clusters) {
    float[][] served = new float[allowed.length][];
    for (int c = 0; c < allowed.length; c++) {
      served[c] = new float[transitions[c].length];
      transitions(c, allowed[c], served[c]);
    }
    return new Tagger(
        fields,
        allowed,
        served,
        gazetteer,
        cases,
        clusters,
        SparseWeights.of(keys, weights, width, (float) (1 - settings.dropout())));
  }
}
