package io.millrace.learn.record;

import java.util.Arrays;

/// A linear-chain conditional random field over the states of a sentence (Lafferty, McCallum and
/// Pereira 2001), in which spans are unbroken by construction: after a beginning or inside comes an
/// inside or a last token of the same field. Transition weights are between kinds (outside, or a
/// field), so a sentence of n tokens and f allowed fields takes O(n f²) time. One thread at a time;
/// reused between sentences.
///
/// Kinds are numbered locally: 0 is outside, 1 to f the allowed fields in order. Local states
/// follow [States] in these fields. Scores are logarithms.
final class Lattice {
  private int size;
  private int fields;
  private int states;

  private float[] emission = new float[0];
  private double[] potential = new double[0];
  private double[] forward = new double[0];
  private double[] backward = new double[0];
  private double[] scale = new double[0];
  private double[] transition = new double[0];
  private float[] transitionScore = new float[0];
  private double[] leave = new double[0];
  private double[] enter = new double[0];
  private float[] best = new float[0];
  private short[] from = new short[0];

  /// Begins a sentence; scores are to be set after.
  void begin(int tokens, int allowedFields) {
    size = tokens;
    fields = allowedFields;
    states = States.count(allowedFields);
    int cells = size * states;
    if (emission.length < cells) {
      emission = new float[cells];
      potential = new double[cells];
      forward = new double[cells];
      backward = new double[cells];
      best = new float[cells];
      from = new short[cells];
    }
    if (scale.length < size) {
      scale = new double[size];
    }
    int kinds = fields + 1;
    if (transition.length < (kinds + 1) * kinds) {
      transition = new double[(kinds + 1) * kinds];
      transitionScore = new float[(kinds + 1) * kinds];
    }
    if (leave.length < kinds) {
      leave = new double[kinds];
      enter = new double[kinds];
    }
  }

  /// The scores of states by token, `tokens x states`, to be filled by the caller.
  float[] emission() {
    return emission;
  }

  /// The scores of transitions by kind before and kind after, `(kinds + 1) x kinds`, the last row
  /// for the start, to be filled by the caller.
  float[] transitionScore() {
    return transitionScore;
  }

  int states() {
    return states;
  }

  int kinds() {
    return fields + 1;
  }

  /// Sums over all sequences.
  ///
  /// @return the logarithm of the partition sum
  double forward() {
    int kinds = fields + 1;
    for (int i = 0; i < (kinds + 1) * kinds; i++) {
      transition[i] = Math.exp(transitionScore[i]);
    }
    double log = 0;
    for (int t = 0; t < size; t++) {
      log += exponentiate(t);
      leave(t);
      double sum = spread(t);
      scale[t] = sum;
      log += Math.log(sum);
      double inverse = 1 / sum;
      for (int s = t * states; s < (t + 1) * states; s++) {
        forward[s] *= inverse;
      }
    }
    return log;
  }

  private double exponentiate(int t) {
    float top = Float.NEGATIVE_INFINITY;
    for (int s = t * states; s < (t + 1) * states; s++) {
      top = Math.max(top, emission[s]);
    }
    for (int s = t * states; s < (t + 1) * states; s++) {
      float below = emission[s] - top;
      potential[s] = below < -40 ? 4e-18 : Math.exp(below);
    }
    return top;
  }

  /// Mass that may start a span or be outside at token t, by kind.
  private void leave(int t) {
    int kinds = fields + 1;
    if (t == 0) {
      System.arraycopy(transition, kinds * kinds, leave, 0, kinds);
      return;
    }
    Arrays.fill(leave, 0, kinds, 0);
    int before = (t - 1) * states;
    for (int k = 0; k < kinds; k++) {
      double mass = ended(forward, before, k);
      for (int next = 0; next < kinds; next++) {
        leave[next] += mass * transition[k * kinds + next];
      }
    }
  }

  private static double ended(double[] values, int row, int kind) {
    if (kind == 0) {
      return values[row];
    }
    int field = row + States.of(kind - 1, 0);
    return values[field + States.LAST] + values[field + States.UNIT];
  }

  private double spread(int t) {
    int row = t * states;
    boolean last = t == size - 1;
    forward[row] = leave[0] * potential[row];
    double sum = forward[row];
    for (int f = 0; f < fields; f++) {
      int at = row + States.of(f, 0);
      int before = at - states;
      double open = t == 0 ? 0 : forward[before] + forward[before + States.INSIDE];
      forward[at] = last ? 0 : leave[f + 1] * potential[at];
      forward[at + 1] = last ? 0 : open * potential[at + 1];
      forward[at + 2] = open * potential[at + 2];
      forward[at + 3] = leave[f + 1] * potential[at + 3];
      sum += forward[at] + forward[at + 1] + forward[at + 2] + forward[at + 3];
    }
    return sum;
  }

  /// After [#forward]: what the model expects.
  ///
  /// @param nodes gets the probability of each state at each token, `tokens x states`
  /// @param edges gets, added, the expected number of each transition, `(kinds + 1) x kinds`
  void expect(float[] nodes, float[] edges) {
    int kinds = fields + 1;
    int end = (size - 1) * states;
    for (int s = 0; s < states; s++) {
      boolean open = s > 0 && (s - 1) % States.POSITIONS < States.LAST;
      backward[end + s] = open ? 0 : 1;
    }
    for (int t = size - 1; t >= 0; t--) {
      int row = t * states;
      for (int s = row; s < row + states; s++) {
        nodes[s] = (float) (forward[s] * backward[s]);
      }
      enter(t);
      double inverse = 1 / scale[t];
      if (t == 0) {
        for (int next = 0; next < kinds; next++) {
          int edge = kinds * kinds + next;
          edges[edge] += (float) (transition[edge] * enter[next] * inverse);
        }
        return;
      }
      pull(t, inverse, edges);
    }
  }

  /// What lies ahead for what enters each kind at token t.
  private void enter(int t) {
    int row = t * states;
    enter[0] = potential[row] * backward[row];
    for (int f = 0; f < fields; f++) {
      int at = row + States.of(f, 0);
      enter[f + 1] = potential[at] * backward[at] + potential[at + 3] * backward[at + 3];
    }
  }

  private void pull(int t, double inverse, float[] edges) {
    int kinds = fields + 1;
    int row = t * states;
    int before = row - states;
    for (int k = 0; k < kinds; k++) {
      double mass = ended(forward, before, k);
      double ahead = 0;
      for (int next = 0; next < kinds; next++) {
        double flow = transition[k * kinds + next] * enter[next] * inverse;
        ahead += flow;
        edges[k * kinds + next] += (float) (mass * flow);
      }
      if (k == 0) {
        backward[before] = ahead;
        continue;
      }
      int at = States.of(k - 1, 0);
      backward[before + at + States.LAST] = ahead;
      backward[before + at + States.UNIT] = ahead;
      double inner =
          (potential[row + at + 1] * backward[row + at + 1]
                  + potential[row + at + 2] * backward[row + at + 2])
              * inverse;
      backward[before + at] = inner;
      backward[before + at + 1] = inner;
    }
  }

  /// The most probable sequence.
  ///
  /// @param path gets the local state of each token
  /// @return its score; minus [#forward] it is the logarithm of its probability
  double viterbi(int[] path) {
    for (int t = 0; t < size; t++) {
      advance(t);
    }
    int end = (size - 1) * states;
    int state = 0;
    for (int s = 1; s < states; s++) {
      if ((s - 1) % States.POSITIONS >= States.LAST && best[end + s] > best[end + state]) {
        state = s;
      }
    }
    double score = best[end + state];
    for (int t = size - 1; t >= 0; t--) {
      path[t] = state;
      state = from[t * states + state];
    }
    return score;
  }

  private void advance(int t) {
    int kinds = fields + 1;
    int row = t * states;
    int before = row - states;
    for (int next = 0; next < kinds; next++) {
      float top = t == 0 ? transitionScore[kinds * kinds + next] : Float.NEGATIVE_INFINITY;
      int origin = 0;
      for (int k = 0; t > 0 && k < kinds; k++) {
        int state = endedBest(before, k);
        float score = best[before + state] + transitionScore[k * kinds + next];
        if (score > top) {
          top = score;
          origin = state;
        }
      }
      if (next == 0) {
        set(row, top, origin);
      } else {
        set(row + States.of(next - 1, States.BEGIN), top, origin);
        set(row + States.of(next - 1, States.UNIT), top, origin);
        extend(t, States.of(next - 1, 0));
      }
    }
  }

  private int endedBest(int row, int kind) {
    if (kind == 0) {
      return 0;
    }
    int last = States.of(kind - 1, States.LAST);
    return best[row + last] >= best[row + last + 1] ? last : last + 1;
  }

  private void extend(int t, int begin) {
    int row = t * states;
    int before = row - states;
    float top = Float.NEGATIVE_INFINITY;
    int origin = begin;
    if (t > 0) {
      boolean fresh = best[before + begin] >= best[before + begin + 1];
      origin = fresh ? begin : begin + 1;
      top = best[before + origin];
    }
    set(row + begin + States.INSIDE, top, origin);
    set(row + begin + States.LAST, top, origin);
  }

  private void set(int cell, float score, int origin) {
    best[cell] = score + emission[cell];
    from[cell] = (short) origin;
  }

  /// The score of a sequence of local states.
  double score(int[] path) {
    int kinds = fields + 1;
    double score = 0;
    int kind = kinds;
    for (int t = 0; t < size; t++) {
      score += emission[t * states + path[t]];
      int position = path[t] == 0 ? States.UNIT : (path[t] - 1) % States.POSITIONS;
      int next = path[t] == 0 ? 0 : 1 + (path[t] - 1) / States.POSITIONS;
      if (position == States.BEGIN || position == States.UNIT) {
        score += transitionScore[kind * kinds + next];
      }
      kind = next;
    }
    return score;
  }
}
