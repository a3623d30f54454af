package io.millrace.learn.encoder;

import java.util.Locale;

/// A small sentence encoder that ships inside a Maven artefact: an 8-bit ONNX graph and its
/// tokeniser at the root of the jar.
public enum EncoderKind {
  /// BAAI/bge-small-en-v1.5, MIT licence, 384 values.
  BGE_SMALL_EN("bge-small-en", "bge-small-en-v1.5-q", 384, true, ""),
  /// intfloat/e5-small-v2, MIT licence, 384 values.
  E5_SMALL("e5-small", "e5-small-v2-q", 384, false, "query: "),
  /// BAAI/bge-small-zh-v1.5, MIT licence, 512 values.
  BGE_SMALL_ZH("bge-small-zh", "bge-small-zh-v1.5-q", 512, true, "");

  private final String title;
  private final String file;
  private final int dimension;
  private final boolean firstToken;
  private final String prefix;

  EncoderKind(String title, String file, int dimension, boolean firstToken, String prefix) {
    this.title = title;
    this.file = file;
    this.dimension = dimension;
    this.firstToken = firstToken;
    this.prefix = prefix;
  }

  /// The short name, as in a student's list of members.
  public String title() {
    return title;
  }

  /// The length of its vectors.
  public int dimension() {
    return dimension;
  }

  String graph() {
    return file + ".onnx";
  }

  String tokenizer() {
    return file + "-tokenizer.json";
  }

  /// Whether the vector is that of the first token; otherwise the mean over all tokens.
  boolean firstToken() {
    return firstToken;
  }

  String prefix() {
    return prefix;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
