package io.millrace.provider.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.model.Usage;
import io.millrace.provider.chat.BadAnswerException;
import io.millrace.provider.chat.Dialect;
import io.millrace.provider.chat.RefusedException;
import io.millrace.provider.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class GeminiEmbeddingsTest {
  private final GeminiEmbeddings embeddings = new GeminiEmbeddings();

  private static byte[] two() throws IOException {
    return Files.readAllBytes(
        Path.of("src", "test", "resources", "wire", "embeddings", "two.json"));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void eachTextIsOneRequestOfTheBatch() {
    JsonNode request = Json.value("{\"model\":\"x\",\"input\":[\"one\",\"二\"],\"dimensions\":256}");
    assertThat(embeddings.path("gemini-embedding-001"))
        .isEqualTo("/models/gemini-embedding-001:batchEmbedContents");
    assertThat(text(embeddings.encode(request, "gemini-embedding-001")))
        .isEqualTo(
            "{\"requests\":[{\"model\":\"models/gemini-embedding-001\",\"content\":{\"parts\":"
                + "[{\"text\":\"one\"}]},\"outputDimensionality\":256},"
                + "{\"model\":\"models/gemini-embedding-001\",\"content\":{\"parts\":"
                + "[{\"text\":\"二\"}]},\"outputDimensionality\":256}]}");
  }

  @Test
  void floatsAreSaidAsTheyCame() throws IOException {
    JsonNode request = Json.value("{\"model\":\"x\",\"input\":[\"one\",\"two\"]}");
    GeminiEmbeddings.Embedded said = embeddings.decode(two(), request, "mine");
    assertThat(text(said.body()))
        .isEqualTo(
            "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":"
                + "[0.25,-1.5]},{\"object\":\"embedding\",\"index\":1,\"embedding\":[1,0]}],"
                + "\"model\":\"mine\",\"usage\":{\"prompt_tokens\":0,\"total_tokens\":0}}");
    assertThat(said.usage()).isNull();
  }

  @Test
  void base64HoldsLittleEndianFloats() throws IOException {
    JsonNode request = Json.value("{\"input\":[\"one\",\"two\"],\"encoding_format\":\"base64\"}");
    assertThat(text(embeddings.decode(two(), request, "mine").body()))
        .contains("\"embedding\":\"AACAPgAAwL8=\"", "\"embedding\":\"AACAPwAAAAA=\"");
  }

  @Test
  void countsAreKnownWhereGeminiTellsThem() {
    byte[] answer =
        "{\"embeddings\":[{\"values\":[1]}],\"usageMetadata\":{\"promptTokenCount\":7}}"
            .getBytes(StandardCharsets.UTF_8);
    GeminiEmbeddings.Embedded said =
        embeddings.decode(answer, Json.value("{\"input\":\"one\"}"), "mine");
    assertThat(said.usage()).isEqualTo(Usage.of(7, 0));
    assertThat(text(said.body())).contains("\"prompt_tokens\":7");
  }

  @Test
  void anAnswerToOtherTextsIsBad() throws IOException {
    byte[] answer = two();
    assertThatExceptionOfType(BadAnswerException.class)
        .isThrownBy(() -> embeddings.decode(answer, Json.value("{\"input\":\"one\"}"), "mine"));
  }

  @Test
  void tokensAndStrangeFormatsAreRefusedByName() {
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> embeddings.encode(Json.value("{\"input\":[1,2]}"), "m"))
        .satisfies(refused -> assertThat(refused.error().param()).isEqualTo("input"));
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() ->
            embeddings.encode(Json.value("{\"input\":\"a\",\"encoding_format\":\"int8\"}"), "m"))
        .satisfies(refused -> assertThat(refused.error().param()).isEqualTo("encoding_format"));
  }

  @Test
  void fieldsHaveTheirClasses() {
    JsonNode request = Json.value("{\"model\":\"x\",\"input\":\"a\",\"user\":\"u\"}");
    assertThat(embeddings.fields().check(request, Dialect.GEMINI)).containsExactly("user");
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> embeddings.fields().check(request, Dialect.ANTHROPIC));
  }
}
