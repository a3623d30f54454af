package io.millrace.learn.text;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.InflaterInputStream;

/// Static token vectors: one vector for each token of a WordPiece vocabulary, distilled from a
/// small sentence encoder (see `README.md` beside the resources for their making and licence).
/// Immutable.
public final class TokenVectors {
  /// Which vocabulary.
  public enum Language {
    /// English and other scripts of letters.
    EN("tokens-en.bin"),
    /// Chinese.
    ZH("tokens-zh.bin");

    private final String resource;

    Language(String resource) {
      this.resource = resource;
    }
  }

  private static final class English {
    static final TokenVectors VECTORS = load(Language.EN);
  }

  private static final class Chinese {
    static final TokenVectors VECTORS = load(Language.ZH);
  }

  private final Language language;
  private final WordPiece tokens;
  private final int dimension;
  private final float scale;
  private final byte[] values;

  private TokenVectors(
      Language language, WordPiece tokens, int dimension, float scale, byte[] values) {
    this.language = language;
    this.tokens = tokens;
    this.dimension = dimension;
    this.scale = scale;
    this.values = values;
  }

  /// The vectors of a language, loaded on first use and kept.
  public static TokenVectors of(Language language) {
    return switch (language) {
      case EN -> English.VECTORS;
      case ZH -> Chinese.VECTORS;
    };
  }

  public Language language() {
    return language;
  }

  public WordPiece tokens() {
    return tokens;
  }

  /// The length of the vectors. The first values carry the most variance.
  public int dimension() {
    return dimension;
  }

  /// Writes the first `out.length` values of a token's vector; over all tokens their root mean
  /// square is about one half.
  public void vector(int token, float[] out) {
    int base = token * dimension;
    for (int i = 0; i < out.length; i++) {
      out[i] = scale * values[base + i];
    }
  }

  /// The file: sizes, the vocabulary's lines, the scale, then a byte for each value, all deflated.
  private static TokenVectors load(Language language) {
    try (InputStream in = TokenVectors.class.getResourceAsStream(language.resource)) {
      if (in == null) {
        throw new IllegalStateException("The token vectors " + language.resource + " are missing.");
      }
      var data = new DataInputStream(new InflaterInputStream(in));
      int dimension = data.readInt();
      var lines = new byte[data.readInt()];
      data.readFully(lines);
      var tokens = new WordPiece(WordPiece.vocabulary(lines), true);
      float scale = data.readFloat();
      var values = new byte[tokens.size() * dimension];
      data.readFully(values);
      return new TokenVectors(language, tokens, dimension, scale, values);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The token vectors " + language.resource + " could not be read.", e);
    }
  }

  @Override
  public String toString() {
    return "TokenVectors[" + language + ", " + tokens.size() + " x " + dimension + "]";
  }
}
