package io.millrace.sandbox.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import org.junit.jupiter.api.Test;

final class EmbedderTest {
  private static double similarity(String one, String other) {
    var a = Embedder.embed(one, Embedder.DIMENSIONS);
    var b = Embedder.embed(other, Embedder.DIMENSIONS);
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  @Test
  void givesEqualTextsEqualVectorsOfLengthOne() {
    assertThat(Embedder.embed("the lamp", 64)).containsExactly(Embedder.embed("the lamp", 64));
    assertThat(similarity("the lamp", "the lamp")).isCloseTo(1, within(1e-5));
    assertThat(similarity("", "")).isCloseTo(1, within(1e-5));
    assertThat(Embedder.embed("x", 1)).hasSize(1);
  }

  @Test
  void givesSimilarTextsSimilarVectors() {
    double near = similarity("My lamp does not connect", "The lamp does not connect any more");
    assertThat(near).isGreaterThan(0.5);
    assertThat(similarity("My lamp does not connect", "Quarterly revenue grew")).isLessThan(0.3);
    assertThat(similarity("灯泡连不上网络", "灯泡连不上网")).isGreaterThan(0.5);
  }

  @Test
  void writesTheSameNumbersAsFloatsAndAsBase64() throws Exception {
    var floats = Embeddings.openAi(Json.parse("{\"input\":[\"a\",\"b\"],\"dimensions\":8}"), "m");
    var base64 =
        Embeddings.openAi(
            Json.parse("{\"input\":[\"a\",\"b\"],\"dimensions\":8,\"encoding_format\":\"base64\"}"),
            "m");
    for (int text = 0; text < 2; text++) {
      var numbers = floats.path("data").get(text).path("embedding");
      var bytes =
          ByteBuffer.wrap(
                  Base64.getDecoder()
                      .decode(base64.path("data").get(text).path("embedding").stringValue()))
              .order(ByteOrder.LITTLE_ENDIAN);
      assertThat(numbers).hasSize(8);
      numbers.forEach(number -> assertThat(bytes.getFloat()).isEqualTo(number.floatValue()));
      assertThat(bytes.hasRemaining()).isFalse();
    }
    assertThat(floats.path("usage").path("prompt_tokens").intValue()).isEqualTo(2);
  }

  @Test
  void refusesWhatCannotBeEmbedded() {
    assertThatThrownBy(() -> Embeddings.openAi(Json.parse("{\"input\":[]}"), "m"))
        .isInstanceOf(Refused.class);
    assertThatThrownBy(
            () -> Embeddings.openAi(Json.parse("{\"input\":\"a\",\"dimensions\":0}"), "m"))
        .hasMessageContaining("1 to 4096");
    assertThatThrownBy(() ->
            Embeddings.openAi(Json.parse("{\"input\":\"a\",\"encoding_format\":\"int8\"}"), "m"))
        .hasMessageContaining("'int8'");
  }
}
