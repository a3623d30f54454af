package io.millrace.proof;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.function.Function;

/// Stored states of monitors: one byte of kind, one of version, then big-endian fields.
final class StateBytes {
  private StateBytes() {}

  static ByteBuffer write(char kind, int version, int size) {
    return ByteBuffer.allocate(2 + size).put((byte) kind).put((byte) version);
  }

  /// Reads a state whole.
  ///
  /// @throws IllegalArgumentException where the bytes are of another kind, of a version that this
  ///   code does not know, cut off or too long
  static <T> T read(char kind, int version, byte[] bytes, Function<ByteBuffer, T> body) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      byte seenKind = in.get();
      byte seenVersion = in.get();
      if (seenKind != kind || seenVersion != version) {
        throw new IllegalArgumentException(
            "state of kind "
                + seenKind
                + ", version "
                + seenVersion
                + " is not one that this "
                + "version reads (kind "
                + (int) kind
                + ", version "
                + version
                + ")");
      }
      T state = body.apply(in);
      if (in.hasRemaining()) {
        throw new IllegalArgumentException(in.remaining() + " bytes too many in a state");
      }
      return state;
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("a state is cut off at " + bytes.length + " bytes", e);
    }
  }

  /// The bytes of a state that is written to its end.
  static byte[] finish(ByteBuffer out) {
    byte[] bytes = new byte[out.flip().remaining()];
    out.get(bytes);
    return bytes;
  }

  static void putAll(ByteBuffer out, double[] values) {
    for (double value : values) {
      out.putDouble(value);
    }
  }

  static double[] getAll(ByteBuffer in, int count) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = in.getDouble();
    }
    return values;
  }
}
