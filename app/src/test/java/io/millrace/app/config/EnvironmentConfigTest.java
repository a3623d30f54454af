package io.millrace.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.text.Texts;
import io.millrace.console.report.Language;
import io.millrace.provider.route.Endpoint;
import io.millrace.provider.route.ModelRoute;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class EnvironmentConfigTest {
  @Test
  void everyKeyInTheEnvironmentIsAProvider() {
    Configuration read =
        configuration(
            Map.ofEntries(
                Map.entry("OPENAI_API_KEY", "a"),
                Map.entry("OPENAI_BASE_URL", "https://proxy.example.com/v1/"),
                Map.entry("ANTHROPIC_API_KEY", "b"),
                Map.entry("ANTHROPIC_BASE_URL", "https://proxy.example.com/anthropic/"),
                Map.entry("GOOGLE_API_KEY", "c"),
                Map.entry("DASHSCOPE_API_KEY", "d"),
                Map.entry("ZAI_API_KEY", "e"),
                Map.entry("AZURE_OPENAI_API_KEY", "f"),
                Map.entry("AZURE_OPENAI_ENDPOINT", "https://me.openai.azure.com/"),
                Map.entry("OLLAMA_HOST", "0.0.0.0"),
                Map.entry("GROQ_API_KEY", " ")));
    assertThat(read.routes().endpoints())
        .extracting(e -> e.name() + " " + e.baseUrl())
        .containsExactly(
            "openai https://proxy.example.com/v1",
            "azure https://me.openai.azure.com/openai/v1",
            "anthropic https://proxy.example.com/anthropic/v1",
            "gemini https://generativelanguage.googleapis.com/v1beta",
            "qwen https://dashscope.aliyuncs.com/compatible-mode/v1",
            "zhipu https://open.bigmodel.cn/api/paas/v4",
            "ollama http://127.0.0.1:11434/v1");
    assertThat(read.routes().endpoints())
        .filteredOn(e -> e.key() == null)
        .extracting(Endpoint::name)
        .containsExactly("ollama");
    assertThat(read.routes().models())
        .extracting(ModelRoute::name)
        .contains("gpt-*", "claude-*", "gemini-*", "qwen*", "glm-*", "azure/*", "ollama/*")
        .doesNotContain("groq/*");
  }

  @Test
  void longerPatternsComeFirst() {
    Configuration read = configuration(Map.of("OPENAI_API_KEY", "a", "DASHSCOPE_API_KEY", "b"));
    assertThat(read.routes().models())
        .extracting(r -> r.name().length())
        .isSortedAccordingTo(java.util.Comparator.reverseOrder());
  }

  @Test
  void withoutAnyKeyItSaysWhatToSet() {
    Loading loading = EnvironmentConfig.read(Map.of(), Overrides.NONE);
    assertThat(loading.configuration()).isEmpty();
    assertThat(loading.problems())
        .singleElement()
        .satisfies(p ->
            assertThat(p.render(Texts.of(Language.EN)))
                .contains("OPENAI_API_KEY")
                .contains("./millrace serve --sandbox"));
  }

  @Test
  void beyondThisMachineCallersNeedKeys() {
    var everywhere =
        new Overrides(
            Optional.of("0.0.0.0"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    assertThat(EnvironmentConfig.read(Map.of("OPENAI_API_KEY", "a"), everywhere).problems())
        .extracting(Problem::key)
        .containsExactly("config.environment_keys");
    Loading keyed =
        EnvironmentConfig.read(
            Map.of("OPENAI_API_KEY", "a", "MILLRACE_KEYS", "k1, k2"), everywhere);
    assertThat(keyed.configuration().orElseThrow().gateway().keys()).hasSize(2);
  }

  @Test
  void anAddressThatIsNoneIsNamedByItsVariable() {
    for (String bad : new String[] {"proxy", "http://a b", "ftp://h/", "http://169.254.169.254"}) {
      assertThat(
              EnvironmentConfig.read(
                      Map.of("OPENAI_API_KEY", "a", "OPENAI_BASE_URL", bad), Overrides.NONE)
                  .problems())
          .as(bad)
          .extracting(Problem::key)
          .containsExactly("config.environment_url");
    }
    assertThat(
            EnvironmentConfig.read(Map.of("AZURE_OPENAI_API_KEY", "a"), Overrides.NONE).problems())
        .extracting(Problem::key)
        .containsExactly("config.azure_endpoint");
  }

  private static Configuration configuration(Map<String, String> environment) {
    return EnvironmentConfig.read(environment, Overrides.NONE).configuration().orElseThrow();
  }
}
