package io.millrace.learn.record;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// The tagger's weights as served: by hashed feature, only the columns that matter. Immutable.
///
/// A weight is a whole number times the row's scale; after [#compact] the numbers have 8 bits.
final class SparseWeights {
  private final int width;
  private final int[] keys;
  private final int[] slots;
  private final int[] rowStart;
  private final short[] columns;
  private final float[] exact;
  private final byte[] small;
  private final float[] scale;

  private SparseWeights(
      int width,
      int[] keys,
      int[] rowStart,
      short[] columns,
      float[] exact,
      byte[] small,
      float[] scale) {
    this.width = width;
    this.keys = keys;
    this.rowStart = rowStart;
    this.columns = columns;
    this.exact = exact;
    this.small = small;
    this.scale = scale;
    int capacity = Integer.highestOneBit(Math.max(8, keys.length)) * 4;
    slots = new int[2 * capacity];
    for (int row = 0; row < keys.length; row++) {
      int at = keys[row] & capacity - 1;
      while (slots[2 * at] != 0) {
        at = at + 1 & capacity - 1;
      }
      slots[2 * at] = keys[row];
      slots[2 * at + 1] = row;
    }
  }

  /// All weights but zeros, times a factor.
  static SparseWeights of(int[] keys, float[] weights, int width, float factor) {
    int filled = 0;
    for (float weight : weights) {
      filled += weight == 0 ? 0 : 1;
    }
    int[] rowStart = new int[keys.length + 1];
    short[] columns = new short[filled];
    float[] exact = new float[filled];
    int at = 0;
    for (int row = 0; row < keys.length; row++) {
      for (int c = 0; c < width; c++) {
        float weight = weights[row * width + c];
        if (weight != 0) {
          columns[at] = (short) c;
          exact[at++] = weight * factor;
        }
      }
      rowStart[row + 1] = at;
    }
    return new SparseWeights(width, keys, rowStart, columns, exact, new byte[0], new float[0]);
  }

  /// Without weights below a threshold and rows left empty, the rest in 8 bits a row.
  SparseWeights compact(float threshold) {
    int[] newKeys = new int[keys.length];
    int[] newStart = new int[keys.length + 1];
    float[] newScale = new float[keys.length];
    short[] newColumns = new short[columns.length];
    byte[] newSmall = new byte[columns.length];
    int rows = 0;
    int at = 0;
    for (int row = 0; row < keys.length; row++) {
      float top = 0;
      for (int i = rowStart[row]; i < rowStart[row + 1]; i++) {
        top = Math.max(top, Math.abs(exact[i]));
      }
      if (top < threshold) {
        continue;
      }
      newKeys[rows] = keys[row];
      newScale[rows] = top / 127;
      for (int i = rowStart[row]; i < rowStart[row + 1]; i++) {
        int value = Math.round(exact[i] / newScale[rows]);
        if (Math.abs(exact[i]) >= threshold && value != 0) {
          newColumns[at] = columns[i];
          newSmall[at++] = (byte) value;
        }
      }
      newStart[++rows] = at;
    }
    return new SparseWeights(
        width,
        Arrays.copyOf(newKeys, rows),
        Arrays.copyOf(newStart, rows + 1),
        Arrays.copyOf(newColumns, at),
        new float[0],
        Arrays.copyOf(newSmall, at),
        Arrays.copyOf(newScale, rows));
  }

  int width() {
    return width;
  }

  /// Adds the weights of a feature to the sums of its columns.
  void add(int key, float[] sums, int base) {
    int mask = slots.length / 2 - 1;
    int at = key & mask;
    while (slots[2 * at] != key) {
      if (slots[2 * at] == 0) {
        return;
      }
      at = at + 1 & mask;
    }
    int row = slots[2 * at + 1];
    int end = rowStart[row + 1];
    if (small.length == 0) {
      for (int i = rowStart[row]; i < end; i++) {
        sums[base + columns[i]] += exact[i];
      }
      return;
    }
    float unit = scale[row];
    for (int i = rowStart[row]; i < end; i++) {
      sums[base + columns[i]] += unit * small[i];
    }
  }

  /// The stored size in bytes.
  long bytes() {
    return 4L * keys.length * 2
        + 2L * keys.length
        + columns.length * (2L + (small.length == 0 ? 4 : 1));
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(width);
    out.writeInt(keys.length);
    out.writeInt(columns.length);
    out.writeBoolean(small.length > 0);
    ByteBuffer bytes =
        ByteBuffer.allocate((6 + (small.length > 0 ? 4 : 0)) * keys.length + 2 * columns.length);
    for (int key : keys) {
      bytes.putInt(key);
    }
    for (int row = 0; row < keys.length; row++) {
      bytes.putShort((short) (rowStart[row + 1] - rowStart[row]));
    }
    if (small.length > 0) {
      for (float of : scale) {
        bytes.putFloat(of);
      }
    }
    for (int i = 0; i < columns.length; i++) {
      bytes.putShort(columns[i]);
    }
    out.write(bytes.array(), 0, bytes.position());
    if (small.length > 0) {
      out.write(small);
    } else {
      for (float weight : exact) {
        out.writeFloat(weight);
      }
    }
  }

  private static ByteBuffer block(DataInput in, long length) throws IOException {
    if (length > Integer.MAX_VALUE - 8) {
      throw new IOException("a stored block of " + length + " bytes is out of range");
    }
    byte[] bytes = new byte[(int) length];
    in.readFully(bytes);
    return ByteBuffer.wrap(bytes);
  }

  private static int[] rowStarts(int[] keys, short[] counts, int entries) throws IOException {
    int[] rowStart = new int[keys.length + 1];
    for (int row = 0; row < keys.length; row++) {
      rowStart[row + 1] = rowStart[row] + (counts[row] & 0xFFFF);
      if (rowStart[row + 1] > entries || keys[row] == 0) {
        throw new IOException("the stored weights do not add up");
      }
    }
    return rowStart;
  }

  static SparseWeights read(DataInput in) throws IOException {
    int width = in.readInt();
    int rows = Stored.count(in);
    int entries = Stored.count(in);
    boolean compact = in.readBoolean();
    // In blocks: a cold process reads millions of single numbers slowly.
    int[] keys = new int[rows];
    block(in, 4L * rows).asIntBuffer().get(keys);
    short[] counts = new short[rows];
    block(in, 2L * rows).asShortBuffer().get(counts);
    float[] scale = new float[compact ? rows : 0];
    block(in, 4L * scale.length).asFloatBuffer().get(scale);
    short[] columns = new short[entries];
    block(in, 2L * entries).asShortBuffer().get(columns);
    byte[] small = compact ? block(in, entries).array() : new byte[0];
    float[] exact = new float[compact ? 0 : entries];
    block(in, 4L * exact.length).asFloatBuffer().get(exact);
    int[] rowStart = rowStarts(keys, counts, entries);
    for (short column : columns) {
      if (column < 0 || column >= width) {
        throw new IOException("a stored column of " + column + " is out of range");
      }
    }
    return new SparseWeights(width, keys, rowStart, columns, exact, small, scale);
  }
}
