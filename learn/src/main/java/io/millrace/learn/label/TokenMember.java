package io.millrace.learn.label;

import io.millrace.learn.text.TokenVectors;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/// The token convolution as it is served: for each token of the training texts a row of 8-bit table
/// entries, one for each offset and filter, so that a window's score is a sum of rows.
///
/// The first [#MOST_UNSEEN] tokens of a text that training did not see get their rows from their
/// static vectors; further ones are gaps, which bounds the time.
final class TokenMember implements Member {
  static final byte TAG = 2;

  private static final int MOST_UNSEEN = 4;

  /// Marks a token without a row.
  private static final int GAP = Integer.MIN_VALUE;

  private final TokenVectors vocabulary;
  private final TokenNetwork.Shape shape;
  private final int limit;
  private final int[] tokens;
  private final byte[] table;
  private final float[] tableScales;
  private final byte[] vectors;
  private final float[] vectorScales;
  private final float[] pooling;
  private final float[][] filters;
  private final float[][] unitFilters;
  private final float[] filterBias;
  private final float[][] output;
  private final float[] outputBias;
  private final short[] rowOf;

  private TokenMember(
      TokenVectors vocabulary, TokenNetwork.Shape shape, int limit, int[] tokens, Weights weights) {
    this.vocabulary = vocabulary;
    this.shape = shape;
    this.limit = limit;
    this.tokens = tokens;
    table = weights.table();
    tableScales = weights.tableScales();
    vectors = weights.vectors();
    vectorScales = weights.vectorScales();
    pooling = weights.pooling();
    filters = Rows.split(weights.filters(), shape.dimension());
    unitFilters = unitFilters();
    filterBias = weights.filterBias();
    output = Rows.split(weights.output(), shape.joined());
    outputBias = weights.outputBias();
    rowOf = new short[vocabulary.tokens().size()];
    Arrays.fill(rowOf, (short) -1);
    for (int row = 0; row < tokens.length; row++) {
      rowOf[tokens[row]] = (short) row;
    }
  }

  /// @param table token, offset, filter; in units of the filter's scale
  /// @param vectors token, dimension; in units of the dimension's scale
  /// @param filters dimension, offset, filter
  /// @param output joined input, label
  @SuppressWarnings(
      "ArrayRecordComponent") // Handed over, never changed: a copy of so many numbers has no use.
  private record Weights(
      byte[] table,
      float[] tableScales,
      byte[] vectors,
      float[] vectorScales,
      float[] pooling,
      float[] filters,
      float[] filterBias,
      float[] output,
      float[] outputBias) {}

  /// @param limit the most tokens of a text that are read
  static TokenMember of(TokenTraining trained, TokenVectors vocabulary, int limit) {
    var network = trained.network;
    var shape = network.shape;
    int[] tokens = trained.tokens();
    var filters = new float[shape.dimension()][shape.table()];
    Rows.transpose(network.filters, filters);
    var output = new float[shape.joined()][shape.labels()];
    Rows.transpose(network.output, output);
    var full = new float[tokens.length][shape.table()];
    for (int row = 0; row < tokens.length; row++) {
      Rows.multiply(network.vectors[row], filters, full[row]);
    }
    var tableScales = new float[shape.filters()];
    byte[] table = columns(Rows.flat(full), shape.filters(), tableScales);
    var vectorScales = new float[shape.dimension()];
    byte[] vectors = columns(Rows.flat(network.vectors), shape.dimension(), vectorScales);
    var weights =
        new Weights(
            table,
            tableScales,
            vectors,
            vectorScales,
            network.pooling.clone(),
            Rows.flat(filters),
            network.filterBias[0].clone(),
            Rows.flat(output),
            network.outputBias[0].clone());
    return new TokenMember(vocabulary, shape, limit, tokens, weights);
  }

  /// Quantises columns, `index % scales.length`, with a scale each.
  private static byte[] columns(float[] values, int columns, float[] scales) {
    for (int i = 0; i < values.length; i++) {
      scales[i % columns] = Math.max(scales[i % columns], Math.abs(values[i]) / 127);
    }
    var out = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      float scale = scales[i % columns];
      out[i] = scale == 0 ? 0 : (byte) Math.round(values[i] / scale);
    }
    return out;
  }

  /// The filters in units of the table's scales.
  private float[][] unitFilters() {
    var units = new float[filters.length][shape.table()];
    for (int k = 0; k < units.length; k++) {
      for (int i = 0; i < units[k].length; i++) {
        float scale = tableScales[i % shape.filters()];
        units[k][i] = scale == 0 ? 0 : filters[k][i] / scale;
      }
    }
    return units;
  }

  @Override
  public void logProbabilities(String input, float[] out) {
    int[] text = vocabulary.tokens().tokenise(input, limit);
    var unseen = new Unseen(text);
    System.arraycopy(outputBias, 0, out, 0, out.length);
    convolve(unseen, out);
    pool(unseen, out);
    Softmax.log(out);
  }

  private void convolve(Unseen text, float[] out) {
    int count = shape.filters();
    int half = shape.width() / 2;
    var window = new int[count];
    var best = new int[count];
    Arrays.fill(best, Integer.MIN_VALUE);
    byte[] lines = lines(text, half);
    int step = shape.table() + count;
    for (int p = 0; p < text.rows.length; p++) {
      int base = p * shape.table();
      switch (shape.width()) {
        case 3 -> sum(window, lines, base, base + step, base + 2 * step);
        case 5 -> {
          int middle = base + 2 * step;
          sum(window, lines, base, base + step, middle, middle + step, middle + 2 * step);
        }
        default -> {
          Arrays.fill(window, 0);
          for (int o = 0; o < shape.width(); o++) {
            sum(window, lines, base + o * step);
          }
        }
      }
      for (int c = 0; c < count; c++) {
        best[c] = Math.max(best[c], window[c]);
      }
    }
    if (text.rows.length > 0) {
      for (int c = 0; c < count; c++) {
        add(out, best[c] * tableScales[c] + filterBias[c], c);
      }
    }
  }

  /// The text's rows one after the other, with `half` empty rows before and after: one array, so
  /// that the sums become vector instructions.
  private byte[] lines(Unseen text, int half) {
    int length = shape.table();
    var lines = new byte[(text.rows.length + 2 * half) * length];
    for (int p = 0; p < text.rows.length; p++) {
      int row = text.rows[p];
      if (row >= 0) {
        System.arraycopy(table, row * length, lines, (p + half) * length, length);
      } else if (row != GAP) {
        System.arraycopy(text.table, ~row * length, lines, (p + half) * length, length);
      }
    }
    return lines;
  }

  private static void sum(int[] window, byte[] lines, int base) {
    for (int c = 0; c < window.length; c++) {
      window[c] += lines[base + c];
    }
  }

  private static void sum(int[] window, byte[] lines, int a, int b, int c) {
    for (int i = 0; i < window.length; i++) {
      window[i] = lines[a + i] + lines[b + i] + lines[c + i];
    }
  }

  private static void sum(int[] window, byte[] lines, int a, int b, int c, int d, int e) {
    for (int i = 0; i < window.length; i++) {
      window[i] = lines[a + i] + lines[b + i] + lines[c + i] + lines[d + i] + lines[e + i];
    }
  }

  private void add(float[] out, float value, int input) {
    if (value > 0 || input >= shape.filters()) {
      Rows.add(out, value, output[input]);
    }
  }

  private void pool(Unseen text, float[] out) {
    int dimension = shape.dimension();
    var mean = new float[dimension];
    float total = 1e-6f;
    for (int row : text.rows) {
      total += row >= 0 ? pooling[row] : 1;
    }
    for (int row : text.rows) {
      if (row >= 0) {
        Quantised.add(pooling[row] / total, vectors, row * dimension, mean, dimension);
      }
    }
    for (int k = 0; k < dimension; k++) {
      mean[k] *= vectorScales[k];
    }
    for (int unseen = 0; unseen < text.count; unseen++) {
      for (int k = 0; k < dimension; k++) {
        mean[k] += text.vectors[unseen * dimension + k] / total;
      }
    }
    for (int k = 0; k < dimension; k++) {
      add(out, mean[k], shape.filters() + k);
    }
  }

  /// The rows of a text; those of tokens not seen in training are computed, and marked by `~index`.
  private final class Unseen {
    final int[] rows;
    int count;
    byte[] table = {};
    float[] vectors = {};

    Unseen(int[] text) {
      rows = text;
      for (int i = 0; i < text.length; i++) {
        int token = text[i];
        rows[i] = rowOf[token];
        if (rows[i] < 0) {
          rows[i] = count < MOST_UNSEEN ? ~count : GAP;
        }
        if (rows[i] < 0 && rows[i] != GAP) {
          compute(token, count++);
        }
      }
    }

    private void compute(int token, int index) {
      int row = shape.table();
      int dimension = shape.dimension();
      table = Arrays.copyOf(table, (index + 1) * row);
      vectors = Arrays.copyOf(vectors, (index + 1) * dimension);
      var vector = new float[dimension];
      vocabulary.vector(token, vector);
      System.arraycopy(vector, 0, vectors, index * dimension, dimension);
      var values = new float[row];
      Rows.multiply(vector, unitFilters, values);
      for (int i = 0; i < row; i++) {
        table[index * row + i] = (byte) Math.clamp((int) (values[i] + 512.5f) - 512, -127, 127);
      }
    }
  }

  @Override
  public String title() {
    return "tokens";
  }

  @Override
  public long bytes() {
    return table.length
        + vectors.length
        + 4L
            * (tokens.length
                + tableScales.length
                + vectorScales.length
                + pooling.length
                + shape.dimension() * shape.table()
                + filterBias.length
                + shape.joined() * outputBias.length
                + outputBias.length);
  }

  @Override
  public byte tag() {
    return TAG;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeUTF(vocabulary.language().name());
    out.writeInt(shape.dimension());
    out.writeInt(shape.filters());
    out.writeInt(shape.width());
    out.writeInt(limit);
    Stored.write(out, tokens);
    Stored.write(out, table);
    Stored.write(out, tableScales);
    Stored.write(out, vectors);
    Stored.write(out, vectorScales);
    Stored.write(out, pooling);
    Stored.write(out, Rows.flat(filters));
    Stored.write(out, filterBias);
    Stored.write(out, Rows.flat(output));
    Stored.write(out, outputBias);
  }

  static TokenMember read(DataInput in, int labels) throws IOException {
    String language = in.readUTF();
    Stored.check(language.equals("EN") || language.equals("ZH"), "token vectors " + language);
    var vocabulary = TokenVectors.of(TokenVectors.Language.valueOf(language));
    var shape = new TokenNetwork.Shape(in.readInt(), in.readInt(), in.readInt(), labels);
    int limit = in.readInt();
    int[] tokens = Stored.integers(in);
    var weights =
        new Weights(
            Stored.bytes(in),
            Stored.floats(in),
            Stored.bytes(in),
            Stored.floats(in),
            Stored.floats(in),
            Stored.floats(in),
            Stored.floats(in),
            Stored.floats(in),
            Stored.floats(in));
    Stored.check(
        shape.dimension() > 0
            && shape.dimension() <= vocabulary.dimension()
            && shape.filters() > 0
            && shape.width() % 2 == 1
            && shape.width() > 0
            && limit > 0
            && weights.table.length == tokens.length * shape.table()
            && weights.tableScales.length == shape.filters()
            && weights.vectors.length == tokens.length * shape.dimension()
            && weights.vectorScales.length == shape.dimension()
            && weights.pooling.length == tokens.length
            && weights.filters.length == shape.table() * shape.dimension()
            && weights.filterBias.length == shape.filters()
            && weights.output.length == shape.joined() * labels
            && weights.outputBias.length == labels
            && Arrays.stream(tokens).allMatch(t -> t >= 0 && t < vocabulary.tokens().size()),
        "token sizes");
    return new TokenMember(vocabulary, shape, limit, tokens, weights);
  }
}
