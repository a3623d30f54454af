package io.millrace.learn.answer;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Texts as stored: length in UTF-16 units, then the units, so that any string survives, lone
/// surrogates too.
final class StoredText {
  private static final int MAX_LENGTH = 1 << 24;

  private StoredText() {}

  static void write(DataOutput out, String text) throws IOException {
    out.writeInt(text.length());
    out.writeChars(text);
  }

  static String read(DataInput in) throws IOException {
    char[] units = new char[count(in)];
    for (int i = 0; i < units.length; i++) {
      units[i] = in.readChar();
    }
    return new String(units);
  }

  static void writeAll(DataOutput out, List<String> texts) throws IOException {
    out.writeInt(texts.size());
    for (String text : texts) {
      write(out, text);
    }
  }

  static List<String> readAll(DataInput in) throws IOException {
    int count = count(in);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add(read(in));
    }
    return texts;
  }

  static int count(DataInput in) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > MAX_LENGTH) {
      throw new IOException("a stored count of " + count + " is out of range");
    }
    return count;
  }
}
