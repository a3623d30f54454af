package io.millrace.learn.encoder;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/// Makes the resources of [io.millrace.learn.text.TokenVectors]: every token of an encoder's
/// vocabulary goes through the encoder alone, principal components keep the directions of most
/// variance, and 8 bits a value are stored. Takes some minutes on one core.
///
/// Run with the encoder's kind and the file to write, for example `BGE_SMALL_EN tokens-en.bin`.
final class TokenVectorsMaker {
  private static final int DIMENSION = 128;
  private static final double ROOT_MEAN_SQUARE = 0.5;
  private static final double CLIPPED_SHARE = 1e-4;

  private TokenVectorsMaker() {}

  static void main(String[] arguments) throws IOException {
    var encoder = Encoder.of(EncoderKind.valueOf(arguments[0]));
    var tokens = encoder.tokens();
    var vectors = new double[tokens.size()][];
    var counts = new boolean[tokens.size()];
    var vocabulary = new StringBuilder();
    for (int id = 0; id < vectors.length; id++) {
      float[] vector = encoder.embedTokens(new int[] {id});
      vectors[id] = new double[vector.length];
      for (int k = 0; k < vector.length; k++) {
        vectors[id][k] = vector[k];
      }
      counts[id] = !tokens.token(id).startsWith("[unused");
      vocabulary.append(tokens.token(id)).append('\n');
    }
    write(Path.of(arguments[1]), vocabulary.toString(), components(vectors, counts));
  }

  private static void write(Path file, String vocabulary, double[][] values) throws IOException {
    double square =
        Arrays.stream(values)
            .flatMapToDouble(Arrays::stream)
            .map(v -> v * v)
            .average()
            .orElseThrow();
    double factor = ROOT_MEAN_SQUARE / Math.sqrt(square);
    double[] sizes =
        Arrays.stream(values).flatMapToDouble(Arrays::stream).map(Math::abs).sorted().toArray();
    double scale = sizes[(int) ((1 - CLIPPED_SHARE) * (sizes.length - 1))] * factor / 127;
    byte[] lines = vocabulary.getBytes(StandardCharsets.UTF_8);
    try (OutputStream out = Files.newOutputStream(file);
        var data =
            new DataOutputStream(
                new DeflaterOutputStream(out, new Deflater(Deflater.BEST_COMPRESSION)))) {
      data.writeInt(DIMENSION);
      data.writeInt(lines.length);
      data.write(lines);
      data.writeFloat((float) scale);
      for (double[] row : values) {
        for (double value : row) {
          data.writeByte((int) Math.clamp(Math.rint(value * factor / scale), -127, 127));
        }
      }
    }
  }

  /// The vectors less their mean, turned to their principal components.
  private static double[][] components(double[][] vectors, boolean[] counts) {
    int size = vectors[0].length;
    var mean = new double[size];
    int used = 0;
    for (int i = 0; i < vectors.length; i++) {
      for (int k = 0; k < size && counts[i]; k++) {
        mean[k] += vectors[i][k];
      }
      used += counts[i] ? 1 : 0;
    }
    var covariance = new double[size][size];
    for (int i = 0; i < vectors.length; i++) {
      for (int k = 0; k < size; k++) {
        vectors[i][k] -= mean[k] / used;
      }
      for (int k = 0; k < size && counts[i]; k++) {
        for (int l = 0; l < size; l++) {
          covariance[k][l] += vectors[i][k] * vectors[i][l];
        }
      }
    }
    double[][] axes = axes(covariance);
    var out = new double[vectors.length][DIMENSION];
    for (int i = 0; i < vectors.length; i++) {
      for (int d = 0; d < DIMENSION; d++) {
        for (int k = 0; k < size; k++) {
          out[i][d] += vectors[i][k] * axes[d][k];
        }
      }
    }
    return out;
  }

  /// The eigenvectors of a symmetric matrix, largest eigenvalue first, by Jacobi's rotations.
  private static double[][] axes(double[][] matrix) {
    int size = matrix.length;
    var vectors = new double[size][size];
    for (int i = 0; i < size; i++) {
      vectors[i][i] = 1;
    }
    for (int sweep = 0; sweep < 12; sweep++) {
      for (int p = 0; p < size; p++) {
        for (int q = p + 1; q < size; q++) {
          rotate(matrix, vectors, p, q);
        }
      }
    }
    Integer[] order = new Integer[size];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Double.compare(matrix[b][b], matrix[a][a]));
    return Arrays.stream(order).map(i -> vectors[i]).toArray(double[][]::new);
  }

  private static void rotate(double[][] matrix, double[][] vectors, int p, int q) {
    if (Math.abs(matrix[p][q]) < 1e-300) {
      return;
    }
    double theta = (matrix[q][q] - matrix[p][p]) / (2 * matrix[p][q]);
    double tangent =
        Math.signum(theta == 0 ? 1 : theta) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
    double cosine = 1 / Math.sqrt(tangent * tangent + 1);
    double sine = tangent * cosine;
    for (int k = 0; k < matrix.length; k++) {
      double kp = matrix[k][p];
      double kq = matrix[k][q];
      matrix[k][p] = cosine * kp - sine * kq;
      matrix[k][q] = sine * kp + cosine * kq;
    }
    for (int k = 0; k < matrix.length; k++) {
      double pk = matrix[p][k];
      double qk = matrix[q][k];
      matrix[p][k] = cosine * pk - sine * qk;
      matrix[q][k] = sine * pk + cosine * qk;
      double vp = vectors[p][k];
      double vq = vectors[q][k];
      vectors[p][k] = cosine * vp - sine * vq;
      vectors[q][k] = sine * vp + cosine * vq;
    }
  }
}
