package io.millrace.learn.record;

import io.millrace.learn.text.TokenVectors;
import io.millrace.learn.text.WordPiece;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Groups of words of like meaning, so that what is learned of a word helps with words that no
/// training text has: k-means on static token vectors (Lloyd 1982, with a fixed seed). Immutable.
///
/// Known are the words of the vocabulary and those of the training texts; others are in no cluster.
final class WordClusters {
  private static final int CLUSTERS = 192;
  private static final int DIMENSION = 48;
  private static final int ROUNDS = 6;
  private static final double MOSTLY_CHINESE = 0.3;
  private static final ConcurrentMap<TokenVectors.Language, Model> MODELS =
      new ConcurrentHashMap<>();

  private final IntTable clusterOf;

  private WordClusters(IntTable clusterOf) {
    this.clusterOf = clusterOf;
  }

  static WordClusters learn(List<Tokens> texts) {
    var language = chinese(texts) ? TokenVectors.Language.ZH : TokenVectors.Language.EN;
    Model model = MODELS.computeIfAbsent(language, Model::of);
    var clusters = model.words();
    for (Tokens tokens : texts) {
      for (int i = 0; i < tokens.size; i++) {
        int key = WordCases.key(tokens, i);
        if (clusters.get(key, 0) == 0
            && Character.isLetter(tokens.text.codePointAt(tokens.start[i]))) {
          clusters.put(key, 1 + model.cluster(tokens.slice(i, i)));
        }
      }
    }
    return new WordClusters(clusters);
  }

  private static boolean chinese(List<Tokens> texts) {
    long ideographs = 0;
    long all = 1;
    for (Tokens tokens : texts) {
      for (int i = 0; i < tokens.size; i++) {
        all++;
        ideographs += Character.isIdeographic(tokens.text.codePointAt(tokens.start[i])) ? 1 : 0;
      }
    }
    return (double) ideographs / all > MOSTLY_CHINESE;
  }

  /// The cluster of a word by its hash, from 1; 0 for none.
  int of(int word) {
    return clusterOf.get(word, 0);
  }

  void write(DataOutput out) throws IOException {
    int[] keys = clusterOf.keys();
    out.writeInt(keys.length);
    for (int key : keys) {
      out.writeInt(key);
      out.writeByte(clusterOf.get(key, 0));
    }
  }

  static WordClusters read(DataInput in) throws IOException {
    var clusters = new IntTable();
    for (int left = Stored.count(in); left > 0; left--) {
      clusters.put(in.readInt(), in.readUnsignedByte());
    }
    return new WordClusters(clusters);
  }

  long bytes() {
    return 5L * clusterOf.size();
  }

  /// The clusters of one language's vocabulary.
  @SuppressWarnings("ArrayRecordComponent") // private, and changes no array
  private record Model(TokenVectors vectors, float[][] centres, int[] clusterOfToken) {
    static Model of(TokenVectors.Language language) {
      var vectors = TokenVectors.of(language);
      int size = vectors.tokens().size();
      float[][] points = new float[size][DIMENSION];
      for (int token = 0; token < size; token++) {
        vectors.vector(token, points[token]);
        normalise(points[token]);
      }
      float[][] centres = start(points);
      int[] nearest = new int[size];
      for (int round = 0; round < ROUNDS; round++) {
        for (int token = 0; token < size; token++) {
          nearest[token] = nearest(points[token], centres);
        }
        centres = means(points, nearest, centres);
      }
      return new Model(vectors, centres, nearest);
    }

    private static float[][] start(float[][] points) {
      var random = new SplittableRandom(1);
      float[][] centres = new float[CLUSTERS][];
      for (int c = 0; c < CLUSTERS; c++) {
        centres[c] = points[random.nextInt(points.length)].clone();
      }
      return centres;
    }

    private static float[][] means(float[][] points, int[] nearest, float[][] before) {
      float[][] sums = new float[CLUSTERS][DIMENSION];
      for (int p = 0; p < points.length; p++) {
        float[] sum = sums[nearest[p]];
        for (int d = 0; d < DIMENSION; d++) {
          sum[d] += points[p][d];
        }
      }
      for (int c = 0; c < CLUSTERS; c++) {
        if (!normalise(sums[c])) {
          sums[c] = before[c];
        }
      }
      return sums;
    }

    private static boolean normalise(float[] vector) {
      double square = 0;
      for (float value : vector) {
        square += value * value;
      }
      float scale = square > 0 ? (float) (1 / Math.sqrt(square)) : 0;
      for (int d = 0; d < vector.length; d++) {
        vector[d] *= scale;
      }
      return square > 0;
    }

    private static int nearest(float[] point, float[][] centres) {
      int best = 0;
      float most = Float.NEGATIVE_INFINITY;
      for (int c = 0; c < centres.length; c++) {
        float[] centre = centres[c];
        float dot = 0;
        for (int d = 0; d < DIMENSION; d++) {
          dot += point[d] * centre[d];
        }
        if (dot > most) {
          most = dot;
          best = c;
        }
      }
      return best;
    }

    /// The vocabulary's whole words.
    IntTable words() {
      var words = new IntTable();
      WordPiece pieces = vectors.tokens();
      for (int token = 0; token < pieces.size(); token++) {
        String text = pieces.token(token);
        if (!text.startsWith("##") && !text.startsWith("[")) {
          Tokens whole = Tokens.of(text);
          if (whole.size == 1) {
            words.put(WordCases.key(whole, 0), 1 + clusterOfToken[token]);
          }
        }
      }
      return words;
    }

    /// The cluster of a word of several pieces: that of the mean of their vectors.
    int cluster(String word) {
      float[] sum = new float[DIMENSION];
      float[] piece = new float[DIMENSION];
      for (int token : vectors.tokens().tokenise(word, 16)) {
        vectors.vector(token, piece);
        for (int d = 0; d < DIMENSION; d++) {
          sum[d] += piece[d];
        }
      }
      normalise(sum);
      return nearest(sum, centres);
    }
  }
}
