package io.millrace.learn.label;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Arrays in a stored model: the length, then the values, little end first.
final class Stored {
  private static final int LARGEST = 1 << 29;

  private Stored() {}

  static void write(DataOutput out, byte[] values) throws IOException {
    out.writeInt(values.length);
    out.write(values);
  }

  static void write(DataOutput out, int[] values) throws IOException {
    var bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(values);
    write(out, bytes.array());
  }

  static void write(DataOutput out, float[] values) throws IOException {
    var bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    write(out, bytes.array());
  }

  static byte[] bytes(DataInput in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > LARGEST) {
      throw new IOException("A stored label model has an array of " + length + " bytes.");
    }
    var bytes = new byte[length];
    in.readFully(bytes);
    return bytes;
  }

  static int[] integers(DataInput in) throws IOException {
    byte[] bytes = bytes(in);
    var values = new int[bytes.length / 4];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(values);
    return values;
  }

  static float[] floats(DataInput in) throws IOException {
    byte[] bytes = bytes(in);
    var values = new float[bytes.length / 4];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  static void check(boolean sound, String what) throws IOException {
    if (!sound) {
      throw new IOException("A stored label model is damaged: " + what + ".");
    }
  }
}
