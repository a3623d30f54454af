package io.millrace.learn.record;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Finds the spans of a text's fields: a linear-chain conditional random field as served. Immutable
/// and safe to share between threads.
final class Tagger {
  private final int fields;
  private final int[][] allowed;
  private final int[][] columns;
  private final float[][] transitions;
  private final Gazetteer gazetteer;
  private final WordCases cases;
  private final WordClusters clusters;
  private final SparseWeights weights;
  private final AtomicReference<@Nullable Workspace> spare = new AtomicReference<>();

  Tagger(
      int fields,
      int[][] allowed,
      float[][] transitions,
      Gazetteer gazetteer,
      WordCases cases,
      WordClusters clusters,
      SparseWeights weights) {
    this.fields = fields;
    this.allowed = allowed;
    this.transitions = transitions;
    this.gazetteer = gazetteer;
    this.cases = cases;
    this.clusters = clusters;
    this.weights = weights;
    this.columns = new int[allowed.length][];
    for (int c = 0; c < allowed.length; c++) {
      columns[c] = new Columns(fields).of(allowed[c]);
    }
  }

  /// What was found.
  ///
  /// @param context the chosen context
  /// @param spans in order
  /// @param logProbability of context and spans together
  record Tagging(int context, List<Span> spans, double logProbability) {}

  /// Buffers of one answer, kept for the next.
  private final class Workspace {
    final Observations observations = new Observations(gazetteer.copy(), cases, clusters);
    final Lattice lattice = new Lattice();
    float[] sums = new float[0];
    float[] local = new float[new Columns(fields).width()];
    int[] path = new int[0];

    void observe(Tokens tokens) {
      observations.look(tokens, null);
      int width = weights.width();
      if (sums.length < tokens.size * width) {
        sums = new float[tokens.size * width];
      }
      Arrays.fill(sums, 0, tokens.size * width, 0);
      if (path.length < tokens.size) {
        path = new int[tokens.size];
      }
      int[] keys = observations.keys();
      int[] offset = observations.offset();
      for (int t = 0; t < tokens.size; t++) {
        for (int i = offset[t]; i < offset[t + 1]; i++) {
          weights.add(keys[i], sums, t * width);
        }
      }
    }

    /// The logarithm of the best sequence's probability; the sequence is in `path`.
    double decode(Tokens tokens, int context) {
      lattice.begin(tokens.size, allowed[context].length);
      var local = new Columns(allowed[context].length);
      for (int t = 0; t < tokens.size; t++) {
        int base = t * weights.width();
        for (int c = 0; c < columns[context].length; c++) {
          this.local[c] = sums[base + columns[context][c]];
        }
        local.combine(this.local, lattice.emission(), t * lattice.states());
      }
      System.arraycopy(
          transitions[context], 0, lattice.transitionScore(), 0, transitions[context].length);
      double best = lattice.viterbi(path);
      return Math.min(0, best - lattice.forward());
    }
  }

  /// The most probable context and spans.
  ///
  /// @param contexts the logarithm of each context's probability
  Tagging tag(Tokens tokens, double[] contexts) {
    if (tokens.size == 0) {
      int best = likeliest(contexts, Double.POSITIVE_INFINITY, -1);
      return new Tagging(best, List.of(), contexts[best]);
    }
    Workspace kept = spare.getAndSet(null);
    Workspace work = kept == null ? new Workspace() : kept;
    work.observe(tokens);
    Tagging best = new Tagging(-1, List.of(), Double.NEGATIVE_INFINITY);
    int context = likeliest(contexts, Double.POSITIVE_INFINITY, -1);
    // A context less probable than the best found so far cannot become better by its spans.
    while (context >= 0 && (best.context() < 0 || contexts[context] > best.logProbability())) {
      double log = contexts[context] + work.decode(tokens, context);
      if (best.context() < 0 || log > best.logProbability()) {
        best = new Tagging(context, spans(work.path, tokens.size, context), log);
      }
      context = likeliest(contexts, contexts[context], context);
    }
    spare.set(work);
    return best;
  }

  /// The next context in falling order of probability, equal ones in order of number; -1 after the
  /// last.
  private static int likeliest(double[] contexts, double below, int after) {
    int best = -1;
    for (int c = 0; c < contexts.length; c++) {
      boolean left = contexts[c] < below || (contexts[c] == below && c > after);
      if (left && (best < 0 || contexts[c] > contexts[best])) {
        best = c;
      }
    }
    return best;
  }

  private List<Span> spans(int[] path, int size, int context) {
    return States.spans(path, size).stream()
        .map(span -> new Span(allowed[context][span.field()], span.first(), span.last()))
        .toList();
  }

  /// Whether this tagger is of so many fields and contexts, and sound inside.
  boolean fits(int wantedFields, int contexts) {
    return fields == wantedFields
        && allowed.length == contexts
        && weights.width() == new Columns(fields).width()
        && Arrays.stream(allowed).flatMapToInt(Arrays::stream).allMatch(f -> f >= 0 && f < fields)
        && gazetteer.fits();
  }

  Tagger compact(float threshold) {
    return new Tagger(
        fields, allowed, transitions, gazetteer, cases, clusters, weights.compact(threshold));
  }

  /// The stored size in bytes, near enough.
  long bytes() {
    return weights.bytes() + clusters.bytes();
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(fields);
    out.writeInt(allowed.length);
    for (int c = 0; c < allowed.length; c++) {
      out.writeInt(allowed[c].length);
      for (int field : allowed[c]) {
        out.writeInt(field);
      }
      for (float score : transitions[c]) {
        out.writeFloat(score);
      }
    }
    gazetteer.write(out);
    cases.write(out);
    clusters.write(out);
    weights.write(out);
  }

  static Tagger read(DataInput in) throws IOException {
    int fields = Stored.count(in);
    int[][] allowed = new int[Stored.count(in)][];
    float[][] transitions = new float[allowed.length][];
    for (int c = 0; c < allowed.length; c++) {
      allowed[c] = new int[Stored.count(in)];
      for (int i = 0; i < allowed[c].length; i++) {
        allowed[c][i] = in.readInt();
      }
      transitions[c] = new float[(allowed[c].length + 2) * (allowed[c].length + 1)];
      for (int i = 0; i < transitions[c].length; i++) {
        transitions[c][i] = in.readFloat();
      }
    }
    return new Tagger(
        fields,
        allowed,
        transitions,
        Gazetteer.read(in),
        WordCases.read(in),
        WordClusters.read(in),
        SparseWeights.read(in));
  }
}
