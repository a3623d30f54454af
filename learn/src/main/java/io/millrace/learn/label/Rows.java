package io.millrace.learn.label;

/// Arithmetic on rows of equal length. Each loop reads and writes plain arrays from index 0 on,
/// which is the form that the compiler turns into vector instructions.
final class Rows {
  private Rows() {}

  static float[][] like(float[][] rows) {
    var out = new float[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      out[i] = new float[rows[i].length];
    }
    return out;
  }

  /// The rows one after the other.
  static float[] flat(float[][] rows) {
    int columns = rows.length == 0 ? 0 : rows[0].length;
    var out = new float[rows.length * columns];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(rows[row], 0, out, row * columns, columns);
    }
    return out;
  }

  /// `values` cut into `count` rows.
  static float[][] split(float[] values, int count) {
    int columns = values.length / count;
    var rows = new float[count][columns];
    for (int row = 0; row < count; row++) {
      System.arraycopy(values, row * columns, rows[row], 0, columns);
    }
    return rows;
  }

  /// `to += factor * from`.
  static void add(float[] to, float factor, float[] from) {
    for (int i = 0; i < to.length; i++) {
      to[i] += factor * from[i];
    }
  }

  /// `to += from`.
  static void add(float[] to, float[] from) {
    for (int i = 0; i < to.length; i++) {
      to[i] += from[i];
    }
  }

  /// `out = vector * matrix`, the matrix given row by row, as many rows as the vector has values.
  static void multiply(float[] vector, float[][] matrix, float[] out) {
    java.util.Arrays.fill(out, 0);
    int k = 0;
    for (; k + 7 < vector.length; k += 8) {
      addEight(vector, matrix, k, out);
    }
    for (; k < vector.length; k++) {
      add(out, vector[k], matrix[k]);
    }
  }

  private static void addEight(float[] vector, float[][] matrix, int k, float[] out) {
    float v0 = vector[k];
    float v1 = vector[k + 1];
    float v2 = vector[k + 2];
    float v3 = vector[k + 3];
    float v4 = vector[k + 4];
    float v5 = vector[k + 5];
    float v6 = vector[k + 6];
    float v7 = vector[k + 7];
    float[] m0 = matrix[k];
    float[] m1 = matrix[k + 1];
    float[] m2 = matrix[k + 2];
    float[] m3 = matrix[k + 3];
    float[] m4 = matrix[k + 4];
    float[] m5 = matrix[k + 5];
    float[] m6 = matrix[k + 6];
    float[] m7 = matrix[k + 7];
    for (int i = 0; i < out.length; i++) {
      out[i] +=
          v0 * m0[i]
              + v1 * m1[i]
              + v2 * m2[i]
              + v3 * m3[i]
              + (v4 * m4[i] + v5 * m5[i] + v6 * m6[i] + v7 * m7[i]);
    }
  }

  /// Writes the transpose of `from` to `to`.
  static void transpose(float[][] from, float[][] to) {
    for (int r = 0; r < from.length; r++) {
      float[] row = from[r];
      for (int c = 0; c < row.length; c++) {
        to[c][r] = row[c];
      }
    }
  }
}
