package io.millrace.learn.text;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
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

    private static final double CHINESE = 0.3;

    private final String resource;

    Language(String resource) {
      this.resource = resource;
    }

    /// The language whose vectors suit `texts`, by the share of ideographs among their letters.
    public static Language of(List<String> texts) {
      long letters = 1;
      long ideographs = 0;
      for (String text : texts) {
        for (int i = 0; i < Math.min(text.length(), 400); i++) {
          char c = text.charAt(i);
          if (Character.isLetter(c)) {
            letters++;
            ideographs += c >= 0x3400 && c <= 0x9FFF ? 1 : 0;
          }
        }
      }
      return (double) ideographs / letters > CHINESE ? ZH : EN;
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
