package io.millrace.learn.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class LatticeTest {
  private final SplittableRandom random = new SplittableRandom(7);

  @Test
  void sumsOverAllLegalSequences() {
    for (int round = 0; round < 60; round++) {
      var problem = new Problem(1 + random.nextInt(4), random.nextInt(3));
      double sum = problem.sequences().stream().mapToDouble(p -> Math.exp(problem.score(p))).sum();
      assertThat(problem.lattice().forward()).isCloseTo(Math.log(sum), within(1e-4));
    }
  }

  @Test
  void findsTheBestSequence() {
    for (int round = 0; round < 60; round++) {
      var problem = new Problem(1 + random.nextInt(4), random.nextInt(3));
      int[] path = new int[problem.tokens];
      double best = problem.lattice().viterbi(path);
      double expected =
          problem.sequences().stream().mapToDouble(problem::score).max().orElseThrow();
      assertThat(best).isCloseTo(expected, within(1e-4));
      assertThat(problem.score(path)).isCloseTo(expected, within(1e-4));
    }
  }

  @Test
  void expectsWhatTheGradientOfThePartitionSumSays() {
    for (int round = 0; round < 20; round++) {
      var problem = new Problem(2 + random.nextInt(3), 1 + random.nextInt(2));
      int states = States.count(problem.fields);
      float[] nodes = new float[problem.tokens * states];
      float[] edges = new float[problem.transitions.length];
      Lattice lattice = problem.lattice();
      lattice.forward();
      lattice.expect(nodes, edges);
      for (int i = 0; i < problem.emissions.length; i++) {
        assertThat((double) nodes[i]).isCloseTo(problem.slope(problem.emissions, i), within(2e-3));
      }
      for (int i = 0; i < problem.transitions.length; i++) {
        assertThat((double) edges[i])
            .isCloseTo(problem.slope(problem.transitions, i), within(2e-3));
      }
    }
  }

  @Test
  void keepsItsPrecisionOverALongText() {
    var problem = new Problem(2048, 3);
    int[] path = new int[problem.tokens];
    double best = problem.lattice().viterbi(path);
    assertThat(best).isLessThan(problem.lattice().forward());
    assertThat(problem.score(path)).isCloseTo(best, within(Math.abs(best) * 1e-5));
  }

  @Test
  void scoresOfFarApartStatesStayFinite() {
    var problem = new Problem(6, 2);
    for (int i = 0; i < problem.emissions.length; i++) {
      problem.emissions[i] *= 400;
    }
    assertThat(problem.lattice().forward()).isFinite();
  }

  /// Random scores and the slow way to use them.
  private final class Problem {
    final int tokens;
    final int fields;
    final float[] emissions;
    final float[] transitions;

    Problem(int tokens, int fields) {
      this.tokens = tokens;
      this.fields = fields;
      emissions = normal(tokens * States.count(fields));
      transitions = normal((fields + 2) * (fields + 1));
    }

    private float[] normal(int size) {
      float[] values = new float[size];
      for (int i = 0; i < size; i++) {
        values[i] = (float) random.nextGaussian();
      }
      return values;
    }

    Lattice lattice() {
      var lattice = new Lattice();
      lattice.begin(tokens, fields);
      System.arraycopy(emissions, 0, lattice.emission(), 0, emissions.length);
      System.arraycopy(transitions, 0, lattice.transitionScore(), 0, transitions.length);
      return lattice;
    }

    double slope(float[] scores, int i) {
      float kept = scores[i];
      float step = 1e-2f;
      scores[i] = kept + step;
      double up = lattice().forward();
      scores[i] = kept - step;
      double down = lattice().forward();
      scores[i] = kept;
      return (up - down) / (2 * step);
    }

    List<int[]> sequences() {
      List<int[]> all = new ArrayList<>();
      extend(new int[tokens], 0, all);
      return all;
    }

    private void extend(int[] path, int at, List<int[]> all) {
      boolean open = at > 0 && isOpen(path[at - 1]);
      if (at == tokens) {
        if (!open) {
          all.add(path.clone());
        }
        return;
      }
      for (int state = 0; state < States.count(fields); state++) {
        int position = state == 0 ? States.UNIT : (state - 1) % States.POSITIONS;
        boolean inner = position == States.INSIDE || position == States.LAST;
        boolean same = open && state > 0 && (state - 1) / 4 == (path[at - 1] - 1) / 4;
        if (open ? inner && same : !inner) {
          path[at] = state;
          extend(path, at + 1, all);
        }
      }
    }

    private boolean isOpen(int state) {
      return state > 0 && (state - 1) % States.POSITIONS <= States.INSIDE;
    }

    double score(int[] path) {
      double score = 0;
      int kind = fields + 1;
      for (int t = 0; t < tokens; t++) {
        score += emissions[t * States.count(fields) + path[t]];
        int next = path[t] == 0 ? 0 : 1 + (path[t] - 1) / States.POSITIONS;
        boolean starts = path[t] == 0 || (path[t] - 1) % 4 == 0 || (path[t] - 1) % 4 == 3;
        score += starts ? transitions[kind * (fields + 1) + next] : 0;
        kind = next;
      }
      return score;
    }
  }
}
