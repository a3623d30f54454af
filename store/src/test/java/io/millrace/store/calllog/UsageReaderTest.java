package io.millrace.store.calllog;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Usage;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class UsageReaderTest {
  private static @Nullable Usage read(String json) {
    return UsageReader.read(Fields.JSON.readTree(json));
  }

  @Test
  void neverTakesMoreOutOfAWholeThanIsInIt() {
    assertThat(
            read(
                "{\"prompt_tokens\":5,\"completion_tokens\":2,\"prompt_tokens_details\":"
                    + "{\"cached_tokens\":9},\"completion_tokens_details\":"
                    + "{\"reasoning_tokens\":7}}"))
        .isEqualTo(new Usage(0, 5, 0, 0, 0, 0, 0, 2, 0));
  }

  @Test
  void theBucketsOfAPromptSumUpToIt() {
    var random = new SplittableRandom(99);
    for (int i = 0; i < 2_000; i++) {
      long prompt = random.nextLong(1_000);
      long answer = random.nextLong(1_000);
      Usage usage =
          read(
              "{\"prompt_tokens\":%d,\"completion_tokens\":%d,\"prompt_tokens_details\":{\"cached_tokens\":%d,\"audio_tokens\":%d,\"cache_creation_tokens\":%d},\"completion_tokens_details\":{\"reasoning_tokens\":%d,\"audio_tokens\":%d}}"
                  .replaceFirst("%d", "" + prompt)
                  .replaceFirst("%d", "" + answer)
                  .replaceFirst("%d", "" + random.nextLong(1_000))
                  .replaceFirst("%d", "" + random.nextLong(500))
                  .replaceFirst("%d", "" + random.nextLong(500))
                  .replaceFirst("%d", "" + random.nextLong(1_000))
                  .replaceFirst("%d", "" + random.nextLong(500)));
      assertThat(usage).isNotNull();
      if (usage != null) {
        assertThat(usage.prompt()).isEqualTo(prompt);
        assertThat(usage.answer()).isEqualTo(answer);
      }
    }
  }

  @Test
  void addsReasoningThatTheTotalShowsToBeBesideTheAnswer() {
    assertThat(
            read(
                "{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":35,"
                    + "\"completion_tokens_details\":{\"reasoning_tokens\":20}}"))
        .isEqualTo(new Usage(10, 0, 0, 0, 0, 0, 5, 20, 0));
  }

  @Test
  void readsCachesUnderTheirOtherNames() {
    assertThat(read("{\"prompt_tokens\":10,\"prompt_cache_hit_tokens\":8}"))
        .isEqualTo(new Usage(2, 8, 0, 0, 0, 0, 0, 0, 0));
    assertThat(
            read(
                "{\"prompt_tokens\":100,\"cache_read_input_tokens\":60,"
                    + "\"cache_creation_input_tokens\":30}"))
        .isEqualTo(new Usage(10, 60, 30, 0, 0, 0, 0, 0, 0));
    assertThat(
            read(
                "{\"prompt_tokens\":10,\"cache_read_input_tokens\":60,"
                    + "\"cache_creation_input_tokens\":30}"))
        .isEqualTo(new Usage(10, 60, 30, 0, 0, 0, 0, 0, 0));
    assertThat(
            read(
                "{\"input_tokens\":10,\"input_tokens_details\":{\"cached_tokens\":4},"
                    + "\"output_tokens\":6,\"output_tokens_details\":{\"reasoning_tokens\":5}}"))
        .isEqualTo(new Usage(6, 4, 0, 0, 0, 0, 1, 5, 0));
  }

  @Test
  void nonsenseIsUnknownAndNotZero() {
    assertThat(read("{}")).isNull();
    assertThat(read("{\"prompt_tokens\":-1}")).isNull();
    assertThat(read("{\"prompt_tokens\":1.5}")).isNull();
    assertThat(read("{\"prompt_tokens\":\"many\"}")).isNull();
    assertThat(read("{\"prompt_tokens\":1e30}")).isNull();
    assertThat(read("{\"input_tokens\":[]}")).isNull();
  }

  @Test
  void takesLangfusesPartsOutWhereItsTotalShowsThemIncluded() {
    assertThat(
            UsageReader.readLangfuse(
                Fields.JSON.readTree(
                    "{\"input\":10,\"input_cached_tokens\":4,\"output\":5,\"total\":15}")))
        .isEqualTo(new Usage(6, 4, 0, 0, 0, 0, 5, 0, 0));
  }
}
