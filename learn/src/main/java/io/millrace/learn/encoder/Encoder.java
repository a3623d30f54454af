package io.millrace.learn.encoder;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.millrace.learn.text.WordPiece;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A loaded sentence encoder: text to a vector of unit length.
///
/// One text a call, since the 8-bit graphs' results depend on what else is in the batch; so the
/// same text always has the same vector on one machine. Texts are cut to [#LONGEST] tokens.
///
/// Safe to share between threads; each call works on one thread and takes milliseconds.
public final class Encoder {
  /// The most tokens of a text that are read.
  public static final int LONGEST = 256;

  private static final Map<EncoderKind, Encoder> LOADED = new ConcurrentHashMap<>();

  private final EncoderKind kind;
  private final WordPiece tokens;
  private final OrtEnvironment environment;
  private final OrtSession session;

  private Encoder(EncoderKind kind) {
    this.kind = kind;
    try {
      tokens = new WordPiece(vocabulary(resource(kind.tokenizer())), true);
      environment = OrtEnvironment.getEnvironment();
      try (var options = new OrtSession.SessionOptions()) {
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        options.addConfigEntry("session.intra_op.allow_spinning", "0");
        session = environment.createSession(resource(kind.graph()), options);
      }
    } catch (OrtException e) {
      throw new IllegalStateException("The encoder " + kind.title() + " could not be loaded.", e);
    }
  }

  /// The encoder of that kind, loaded on first use and kept.
  ///
  /// @throws IllegalStateException when its jar is not on the class path or the graph cannot be
  ///   loaded
  public static Encoder of(EncoderKind kind) {
    return LOADED.computeIfAbsent(kind, Encoder::new);
  }

  /// Whether the jar of that kind is on the class path.
  public static boolean available(EncoderKind kind) {
    return Encoder.class.getClassLoader().getResource(kind.graph()) != null;
  }

  /// The length of the vectors.
  public int dimension() {
    return kind.dimension();
  }

  /// The tokeniser.
  public WordPiece tokens() {
    return tokens;
  }

  /// The unit vector of `text`.
  public float[] embed(String text) {
    return embedTokens(tokens.tokenise(kind.prefix() + text, LONGEST - 2));
  }

  /// The unit vector of a text given as tokens, without `[CLS]` and `[SEP]`.
  public float[] embedTokens(int[] ids) {
    int length = ids.length + 2;
    var input = new long[1][length];
    input[0][0] = tokens.start();
    input[0][length - 1] = tokens.separator();
    for (int i = 0; i < ids.length; i++) {
      input[0][i + 1] = ids[i];
    }
    var mask = new long[1][length];
    java.util.Arrays.fill(mask[0], 1);
    try (var idTensor = OnnxTensor.createTensor(environment, input);
        var maskTensor = OnnxTensor.createTensor(environment, mask);
        var typeTensor = OnnxTensor.createTensor(environment, new long[1][length])) {
      var inputs = new HashMap<String, OnnxTensor>();
      inputs.put("input_ids", idTensor);
      inputs.put("attention_mask", maskTensor);
      inputs.put("token_type_ids", typeTensor);
      inputs.keySet().retainAll(session.getInputNames());
      try (var result = session.run(inputs)) {
        return unit(pool(((float[][][]) result.get(0).getValue())[0]));
      }
    } catch (OrtException e) {
      throw new IllegalStateException("The encoder " + kind.title() + " failed.", e);
    }
  }

  private float[] pool(float[][] states) {
    if (kind.firstToken()) {
      return states[0];
    }
    var mean = new float[states[0].length];
    for (float[] state : states) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += state[i];
      }
    }
    return mean;
  }

  private static float[] unit(float[] vector) {
    double square = 0;
    for (float v : vector) {
      square += (double) v * v;
    }
    float scale = (float) (1 / Math.sqrt(Math.max(square, 1e-24)));
    var out = new float[vector.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = vector[i] * scale;
    }
    return out;
  }

  private static List<String> vocabulary(byte[] json) {
    JsonNode vocabulary = new JsonMapper().readTree(json).path("model").path("vocab");
    var tokens = new String[vocabulary.size()];
    for (var entry : vocabulary.properties()) {
      tokens[entry.getValue().asInt()] = entry.getKey();
    }
    return List.of(tokens);
  }

  private static byte[] resource(String name) {
    try (InputStream in = Encoder.class.getClassLoader().getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(
            "The encoder's file " + name + " is not on the class path.");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("The encoder's file " + name + " could not be read.", e);
    }
  }
}
