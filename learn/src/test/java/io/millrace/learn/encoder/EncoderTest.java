package io.millrace.learn.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class EncoderTest {
  @ParameterizedTest
  @EnumSource
  void likeTextsHaveLikeVectors(EncoderKind kind) {
    var encoder = Encoder.of(kind);
    boolean chinese = kind == EncoderKind.BGE_SMALL_ZH;
    float[] text = encoder.embed(chinese ? "我忘记了银行卡密码" : "I forgot the PIN of my card");
    float[] like = encoder.embed(chinese ? "银行卡的密码想不起来了" : "how can I reset my card's PIN code?");
    float[] other = encoder.embed(chinese ? "明天北京会下雨吗" : "will it rain in Paris tomorrow");
    assertThat(text).hasSize(kind.dimension());
    assertThat(dot(text, text)).isCloseTo(1, within(1e-5));
    assertThat(dot(text, like)).isGreaterThan(dot(text, other) + 0.1);
  }

  @ParameterizedTest
  @EnumSource
  void theSameTextHasTheSameVector(EncoderKind kind) {
    var encoder = Encoder.of(kind);
    assertThat(encoder.embed("Hello, 世界!")).isEqualTo(encoder.embed("Hello, 世界!"));
  }

  @ParameterizedTest
  @EnumSource
  void strangeTextsAreEmbedded(EncoderKind kind) {
    var encoder = Encoder.of(kind);
    for (String text : List.of("", "\uD800", "😀", "word ".repeat(20_000), "a\u001Eb")) {
      assertThat(dot(encoder.embed(text), encoder.embed(text))).isCloseTo(1, within(1e-5));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"BGE_SMALL_EN", "E5_SMALL"})
  void tokenisesAsTheTokenizerFileSays(EncoderKind kind) {
    var tokens = Encoder.of(kind).tokens();
    assertThat(
            Arrays.stream(tokens.tokenise("Unaffable Café-Crème, naïve 今天 2024!", 99))
                .mapToObj(tokens::token))
        .containsExactly(
            "una", "##ffa", "##ble", "cafe", "-", "cr", "##eme", ",", "naive", "[UNK]", "天", "202",
            "##4", "!");
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
