package io.millrace.learn.route;

import java.util.ArrayList;
import java.util.List;

/// Ridge regression for many penalties at the price of one.
///
/// In the space of the examples the solution for a penalty p is (K + p I)^-1 y, with K the matrix
/// of the rows' inner products. Lanczos' method (Golub and Van Loan, Matrix Computations, chapter
/// 10) finds a small basis of vectors y, K y, K² y, ... in which K is tridiagonal and that serves
/// every penalty; the basis is kept orthogonal by force, so rounding does no harm. Time: one pass
/// forth and back over the matrix for each step.
final class RidgePath {
  private static final double EXHAUSTED = 1e-7;

  private final Design design;
  private final int[] members;
  private final float[] prior;
  private final double mean;
  private final double length;
  private final List<double[]> basis = new ArrayList<>();
  private final List<Double> diagonal = new ArrayList<>();
  private final List<Double> beside = new ArrayList<>();

  /// @param members the rows that are fitted
  /// @param targets of all rows
  /// @param steps how many vectors the basis may have
  RidgePath(Design design, int[] members, double[] targets, float[] prior, int steps) {
    this.design = design;
    this.members = members;
    this.prior = prior;
    double sum = 0;
    for (int member : members) {
      sum += targets[member];
    }
    mean = members.length == 0 ? 0 : sum / members.length;
    var start = new double[members.length];
    for (int i = 0; i < start.length; i++) {
      start[i] = targets[members[i]] - mean;
    }
    length = norm(start);
    if (length > 0) {
      scale(start, 1 / length);
      basis.add(start);
      extend(steps);
    }
  }

  private void extend(int steps) {
    var weights = new float[design.width()];
    double scale = 0;
    while (true) {
      double[] last = basis.getLast();
      double[] next = new double[last.length];
      design.weights(members, last, prior, weights);
      for (int i = 0; i < next.length; i++) {
        next[i] = design.times(members[i], weights);
      }
      diagonal.add(dot(last, next));
      scale = Math.max(scale, diagonal.getLast());
      for (int pass = 0; pass < 2; pass++) {
        for (double[] vector : basis) {
          add(next, -dot(vector, next), vector);
        }
      }
      double norm = norm(next);
      if (basis.size() == steps || norm <= EXHAUSTED * scale) {
        return;
      }
      scale(next, 1 / norm);
      beside.add(norm);
      basis.add(next);
    }
  }

  /// What is predicted where the weights say nothing.
  double mean() {
    return mean;
  }

  /// The weights of all columns for a penalty.
  float[] weights(double penalty) {
    var out = new float[design.width()];
    if (basis.isEmpty()) {
      return out;
    }
    double[] inBasis = solve(penalty);
    var dual = new double[members.length];
    for (int j = 0; j < inBasis.length; j++) {
      add(dual, inBasis[j], basis.get(j));
    }
    design.weights(members, dual, prior, out);
    return out;
  }

  /// Thomas' algorithm for the tridiagonal system.
  private double[] solve(double penalty) {
    int size = basis.size();
    var upper = new double[size];
    var right = new double[size];
    for (int j = 0; j < size; j++) {
      double below = j == 0 ? 0 : beside.get(j - 1);
      double pivot = diagonal.get(j) + penalty - (j == 0 ? 0 : below * upper[j - 1]);
      upper[j] = j + 1 < size ? beside.get(j) / pivot : 0;
      right[j] = ((j == 0 ? length : 0) - (j == 0 ? 0 : below * right[j - 1])) / pivot;
    }
    for (int j = size - 2; j >= 0; j--) {
      right[j] -= upper[j] * right[j + 1];
    }
    return right;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double norm(double[] a) {
    return Math.sqrt(dot(a, a));
  }

  private static void scale(double[] a, double factor) {
    for (int i = 0; i < a.length; i++) {
      a[i] *= factor;
    }
  }

  private static void add(double[] to, double factor, double[] from) {
    for (int i = 0; i < to.length; i++) {
      to[i] += factor * from[i];
    }
  }
}
