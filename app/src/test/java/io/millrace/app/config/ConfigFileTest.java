package io.millrace.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.text.Texts;
import io.millrace.console.report.Language;
import io.millrace.flywheel.loop.LoopSettings;
import io.millrace.gateway.GatewaySettings;
import io.millrace.gateway.GatewaySettings.Bodies;
import io.millrace.gateway.GatewaySettings.Priority;
import io.millrace.model.Picodollars;
import io.millrace.model.Secret;
import io.millrace.provider.route.Deadlines;
import io.millrace.provider.route.Endpoint;
import io.millrace.provider.route.LatencyClass;
import io.millrace.provider.route.ModelRoute;
import io.millrace.provider.route.ModelRoute.Hop;
import io.millrace.provider.route.Resilience;
import io.millrace.store.control.Mode;
import io.millrace.store.policy.AnswerCheck;
import io.millrace.store.policy.CheaperModel;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigFileTest {
  private static final Path EXAMPLE = Path.of("../docs/millrace.example.yaml");

  private static final LoopTerms LOOP =
      new LoopTerms(
          true,
          new LoopSettings(
              Mode.ASK,
              0.05,
              10_000,
              new LoopSettings.Audits(
                  0.05, 0.2, 0.01, Optional.of(Picodollars.parse("20")), Duration.ofHours(6), 4),
              LoopSettings.Canary.DEFAULT,
              LoopSettings.Rounds.DEFAULT,
              List.of(
                  new LoopSettings.Cheaper(
                      new CheaperModel("deepseek-chat", AnswerCheck.JUDGE, "assistant"),
                      List.of("assistant", "gpt-*"),
                      0.05)),
              LoopSettings.Labels.DEFAULT),
          new LoopTerms.Learning(0.05, 0.05, false));

  @TempDir Path folder;

  @Test
  void withoutMoreThanAProviderEverythingIsAsByDefault() throws IOException {
    Configuration read = configuration("providers:\n  openai:\n    key: sk-1\n");
    GatewaySettings gateway = read.gateway();
    assertThat(gateway)
        .isEqualTo(
            new GatewaySettings(
                new GatewaySettings.Listen("127.0.0.1", 8080, Set.of(), Set.of(), null),
                List.of(),
                GatewaySettings.Limits.DEFAULT,
                new GatewaySettings.Policies(null, false, Set.of()),
                GatewaySettings.Recording.DEFAULT));
    assertThat(read.loop()).isEqualTo(LoopTerms.DEFAULT);
    assertThat(read.routes().resilience()).isEqualTo(Resilience.DEFAULT);
    assertThat(read.data()).isEqualTo(Path.of("millrace-data"));
    Endpoint openai = read.routes().endpoints().getFirst();
    assertThat(openai.baseUrl()).isEqualTo(URI.create("https://api.openai.com/v1"));
    assertThat(openai.deadlines()).isEqualTo(Deadlines.DEFAULT);
    assertThat(openai.responses()).isTrue();
    assertThat(route(read, "gpt-*").hops()).containsExactly(new Hop("openai", null));
    assertThat(route(read, "openai/*").hops()).containsExactly(new Hop("openai", "*"));
  }

  @Test
  void theExampleShowsEveryKey() throws IOException {
    Path example = example();
    ConfigFile.Keys keys = ConfigFile.keys(example, variables());
    assertThat(keys.present()).containsExactlyInAnyOrderElementsOf(keys.known());
    assertThat(keys.known()).hasSizeGreaterThan(60);
  }

  @Test
  void everyKeyOfTheExampleIsMapped() throws IOException {
    Configuration read =
        ConfigFile.read(example(), variables(), Overrides.NONE).configuration().orElseThrow();
    GatewaySettings gateway = read.gateway();
    assertThat(gateway.listen().allowedHosts()).containsExactly("llm.example.com");
    assertThat(gateway.listen().allowedOrigins()).containsExactly("https://tools.example.com");
    assertThat(gateway.listen().tls())
        .isEqualTo(
            new GatewaySettings.Tls(
                folder.resolve("tls/server.pem"), folder.resolve("tls/server.key")));
    assertThat(gateway.keys())
        .containsExactly(
            new GatewaySettings.CallerKey("shop", Secret.of("secret-SHOP_KEY"), Priority.CRITICAL),
            new GatewaySettings.CallerKey(
                "nightly-batch", Secret.of("secret-BATCH_KEY"), Priority.BULK));
    assertThat(gateway.policies())
        .isEqualTo(
            new GatewaySettings.Policies(
                folder.resolve("policies"), false, Set.of("ticket-class"), true));
    assertThat(read.loop()).isEqualTo(LOOP);
    assertThat(gateway.recording().bodies()).isEqualTo(Bodies.MASK);
    assertThat(gateway.recording().expireBodies()).contains(Duration.ofDays(30));
    assertThat(read.data()).isEqualTo(folder.resolve("millrace-data"));
    assertThat(read.prices().models()).containsExactly("assistant");
    ModelRoute assistant = route(read, "assistant");
    assertThat(assistant.latency()).isEqualTo(LatencyClass.CHAT);
    assertThat(assistant.hedgeAfter()).isEqualTo(Duration.ofSeconds(3));
    assertThat(assistant.hops())
        .containsExactly(
            new Hop("openai", "gpt-5.1"),
            new Hop("deepseek", "deepseek-chat"),
            new Hop("claude", "claude-sonnet-4-5"));
    assertThat(assistant.deadlines())
        .isEqualTo(
            new Deadlines(
                Duration.ofSeconds(2),
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                Duration.ofMinutes(2)));
    assertThat(read.routes().endpoints())
        .extracting(Endpoint::name)
        .containsExactly(
            "openai", "deepseek/1", "deepseek/2", "claude", "azure/eu", "azure/us", "own");
    assertThat(endpoint(read, "azure/eu").baseUrl())
        .isEqualTo(URI.create("https://example-eu.openai.azure.com/openai/v1?api-version=preview"));
    assertThat(endpoint(read, "azure/eu").auth()).isEqualTo(Endpoint.Auth.API_KEY);
    assertThat(endpoint(read, "azure/eu").weight()).isEqualTo(3);
    assertThat(endpoint(read, "deepseek/1").weight()).isEqualTo(2);
    assertThat(endpoint(read, "deepseek/2").key())
        .isEqualTo(Secret.of("secret-DEEPSEEK_SECOND_KEY"));
    assertThat(endpoint(read, "claude").headers().getFirst().name()).isEqualTo("anthropic-beta");
    assertThat(endpoint(read, "own").maxConnections()).isEqualTo(200);
    assertThat(endpoint(read, "own").certificates())
        .isEqualTo(folder.resolve("tls/internal-ca.pem"));
  }

  @Test
  void agentsWaitLongerAndAModelsOwnDeadlinesHold() throws IOException {
    Configuration read =
        configuration(
            """
            providers:
              p: {type: compatible, base_url: "http://127.0.0.1:1/v1"}
              q: {type: compatible, base_url: "http://127.0.0.1:1/v1", deadlines: {total: 1m}}
            models:
              chat: p
              agent: {provider: p, latency: agent}
              own: {provider: p, latency: agent, deadlines: {total: 2h}}
              of-q: {provider: q, latency: agent}
              longer: {provider: q, deadlines: {total: 2m}}
            """);
    assertThat(route(read, "chat").deadlines()).isNull();
    assertThat(route(read, "agent").deadlines()).isEqualTo(Deadlines.PATIENT);
    assertThat(route(read, "own").deadlines())
        .isEqualTo(
            new Deadlines(
                Deadlines.PATIENT.connect(),
                Deadlines.PATIENT.firstToken(),
                Deadlines.PATIENT.betweenTokens(),
                Duration.ofHours(2)));
    assertThat(route(read, "of-q").deadlines()).isNull();
    assertThat(Objects.requireNonNull(route(read, "longer").deadlines()).total())
        .isEqualTo(Duration.ofMinutes(2));
  }

  /// Values of the example that equal the defaults would hide a key that is read and dropped.
  @Test
  void otherValuesThanTheDefaultsArriveToo() throws IOException {
    Configuration read =
        configuration(
            """
            listen: {host: localhost, port: 9000}
            providers:
              p: {type: compatible, base_url: "http://127.0.0.1:1/v1", responses: true,
                  deadlines: {connect: 1s, first_token: 2s, between_tokens: 3s, total: 4s}}
            models:
              m: {provider: p, latency: editor}
            resilience: {retries: 7, backoff: 1ms, backoff_limit: 2s, retry_share: 0.5,
                         breaker_failures: 9, breaker_pause: 3s}
            limits: {body: 1KiB, nesting: 10, body_time: 1s, calls: 5, drain: 2s}
            policies: {mode: serve}
            recording: {bodies: omit, sample: 0.25, unwritable: serve}
            """);
    assertThat(read.gateway().listen().host()).isEqualTo("localhost");
    assertThat(read.gateway().listen().port()).isEqualTo(9000);
    assertThat(endpoint(read, "p").responses()).isTrue();
    assertThat(endpoint(read, "p").deadlines())
        .isEqualTo(
            new Deadlines(
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(3),
                Duration.ofSeconds(4)));
    assertThat(route(read, "m").latency()).isEqualTo(LatencyClass.EDITOR);
    assertThat(read.routes().resilience())
        .isEqualTo(
            new Resilience(
                7, Duration.ofMillis(1), Duration.ofSeconds(2), 0.5, 9, Duration.ofSeconds(3)));
    assertThat(read.gateway().limits())
        .isEqualTo(
            new GatewaySettings.Limits(1024, 10, Duration.ofSeconds(1), 5, Duration.ofSeconds(2)));
    assertThat(read.gateway().policies().serve()).isTrue();
    assertThat(read.gateway().recording())
        .isEqualTo(
            new GatewaySettings.Recording(Bodies.OMIT, 0.25, true, java.util.Optional.empty()));
  }

  @Test
  void everyProblemIsReportedAtOnceWithItsPlaceAndRemedy() throws IOException {
    List<String> problems =
        problems(
            """
            listen:
              host: 0.0.0.0
              prot: 8080
            providers:
              openai:
                key: ${NO_SUCH_KEY}
                base_ur: https://api.openai.com/v1
              groq: {}
              mine:
                type: compatibel
            models:
              fast: {provider: opnai}
              slow: {provider: openai, fallbacks: [fats, nothing-like-it]}
              slow: {provider: openai}
            limits:
              body: 32MB
              calls: 0
              drain: 5
            """);
    assertThat(problems)
        .containsExactlyInAnyOrder(
            "millrace.yaml:2:3: listening on 0.0.0.0, beyond this machine, needs `keys`; add at"
                + " least one with `name` and `key`, or listen on 127.0.0.1",
            "millrace.yaml:3:3: `prot` is not a key of `listen`; did you mean `port`?",
            "millrace.yaml:6:10: `providers.openai.key` needs the environment variable"
                + " NO_SUCH_KEY, which is not set; set it, or give a default:"
                + " ${NO_SUCH_KEY:-default}",
            "millrace.yaml:7:5: `base_ur` is not a key of `providers.openai`; did you mean"
                + " `base_url`?",
            "millrace.yaml:8:9: `providers.groq` has no key, and groq answers nobody without one;"
                + " add `key: ${GROQ_API_KEY}`",
            "millrace.yaml:10:11: `providers.mine.type` is `compatibel`; did you mean"
                + " `compatible`? It may be: anthropic, azure, compatible, deepseek, fireworks,"
                + " gemini, groq, llamacpp, mistral, moonshot, ollama, openai, openrouter, qwen,"
                + " siliconflow, together, vllm, volcengine, xai, zhipu",
            "millrace.yaml:12:20: `models.fast.provider` names the provider `opnai`, which is not"
                + " under `providers`; did you mean `openai`?",
            "millrace.yaml:13:40: `models.slow.fallbacks[0]` names the model `fats`, which is not"
                + " under `models`; did you mean `fast`?",
            "millrace.yaml:13:46: `models.slow.fallbacks[1]` names the model `nothing-like-it`,"
                + " which is not under `models`; add it there, or write `provider:` and `model:`",
            "millrace.yaml:14:3: `slow` stands here a second time, first in line 13; remove one of"
                + " the two",
            "millrace.yaml:16:9: `limits.body` is `32MB`, which is no size; write a number and a"
                + " unit, such as 64KiB, 32MiB or 1GiB",
            "millrace.yaml:17:10: `limits.calls` is `0`; it must lie between 1 and 1000000",
            "millrace.yaml:18:10: `limits.drain` is `5`, which is no duration; write a number and"
                + " a unit, such as 500ms, 5s, 10m, 2h or 30d");
  }

  @Test
  void noProblemShowsASecret() throws IOException {
    String secret = "sk-very-secret";
    for (String text :
        List.of(
            "keys: [%s]",
            "keys: {name: a, key: [%s]}",
            "keys: [{name: a, key: '%s with space'}]",
            "providers: {openai: {key: {x: %s}}}",
            "providers: {openai: {key: [%s, 'a b']}}",
            "providers: {openai: {keys: {kye: %s}}}",
            "providers: {openai: {key: \"%s}}",
            "providers: {openai: {base_url: \"https://u:%s@h/\"}}",
            "providers: {openai: {base_url: \"https:/h/?key=%s\"}}",
            "providers: {openai: {headers: {host: %s}}}",
            "providers: {openai: {headers: {x: \"%s\\n\"}}}",
            "providers: {openai: %s}",
            "keys:\n\t- %s",
            "keys:\n  - key: %s: x: y",
            "listen: {port: '${TOKEN}'}",
            "providers: {openai: {key: %s}}\nmodels: {a: '${TOKEN}'}")) {
      assertThat(problems(text.replace("%s", secret))).as(text).isNotEmpty();
      assertThat(String.join("\n", problems(text.replace("%s", secret))))
          .as(text)
          .doesNotContain("very-secret");
    }
  }

  @Test
  void brokenYamlNamesItsLine() throws IOException {
    assertThat(problems("providers:\n  openai: {key: a\nmodels: [\n").getFirst())
        .startsWith("millrace.yaml:3:");
    assertThat(problems("providers:\n\topenai:\n\t\tkey: a\n"))
        .hasSize(2)
        .first()
        .asString()
        .startsWith("millrace.yaml:2:1: the line is indented with a tab");
    assertThat(problems("")).singleElement().asString().contains("is empty");
    assertThat(problems("a: 1\n---\nb: 2\n")).singleElement().asString().contains("not YAML");
    assertThat(problems("- a\n")).singleElement().asString().contains("needs keys of its own");
    assertThat(problems("a: *nobody\n")).singleElement().asString().contains("not YAML");
    assertThat(problems("&a [*a]: 1")).isNotEmpty();
    assertThat(problems("models: &a {b: *a}\nproviders: {openai: {key: k}}")).isNotEmpty();
  }

  @Test
  void aWarningDoesNotStopTheStart() throws IOException {
    Loading loading =
        read("providers: {p: {type: compatible, base_url: 'http://api.example.com/v1'}}");
    assertThat(loading.configuration()).isPresent();
    assertThat(rendered(loading, Language.EN))
        .singleElement()
        .asString()
        .contains("warning: `providers.p.base_url` is plain http to a public host");
    assertThat(problems("providers: {p: {type: compatible, base_url: 'http://gpu:8000/v1'}}"))
        .isEmpty();
  }

  @Test
  void anAddressWhereCloudsKeepCredentialsIsRefused() throws IOException {
    assertThat(
            problems("providers: {p: {type: compatible, base_url: 'http://169.254.169.254/v1'}}"))
        .singleElement()
        .asString()
        .contains("link-local");
  }

  @Test
  void theCommandLineGoesFirst() throws IOException {
    Path file = write("listen: {host: 0.0.0.0}\nproviders: {openai: {key: k}}");
    var overrides =
        new Overrides(
            java.util.Optional.of("localhost"),
            java.util.Optional.of(7),
            java.util.Optional.of(Path.of("d")),
            java.util.Optional.of(Path.of("p")),
            java.util.Optional.of(true));
    Configuration read = ConfigFile.read(file, Map.of(), overrides).configuration().orElseThrow();
    assertThat(read.gateway().listen().host()).isEqualTo("localhost");
    assertThat(read.gateway().listen().port()).isEqualTo(7);
    assertThat(read.data()).isEqualTo(Path.of("d"));
    assertThat(read.gateway().policies().folder()).isEqualTo(Path.of("p"));
    assertThat(read.gateway().policies().serve()).isTrue();
  }

  @Test
  void problemsSpeakChinese() throws IOException {
    Loading loading = read("providers: {openai: {kye: a}}");
    assertThat(rendered(loading, Language.ZH))
        .anyMatch(p -> p.contains("`kye` 不是 `providers.openai` 的键；您是否想写 `key`？"));
  }

  private Path example() throws IOException {
    Path copy = Files.copy(EXAMPLE, folder.resolve("millrace.yaml"));
    Files.createDirectories(folder.resolve("tls"));
    Files.createDirectories(folder.resolve("policies"));
    for (String pem : List.of("server.pem", "server.key", "internal-ca.pem")) {
      Files.writeString(folder.resolve("tls").resolve(pem), "");
    }
    Files.writeString(
        folder.resolve("prices.json"),
        "{\"models\":{\"assistant\":{\"input\":\"1\",\"output\":\"2\"}}}");
    return copy;
  }

  private static Map<String, String> variables() {
    var variables = new HashMap<String, String>();
    for (String name :
        List.of(
            "SHOP_KEY",
            "BATCH_KEY",
            "OPENAI_API_KEY",
            "DEEPSEEK_API_KEY",
            "DEEPSEEK_SECOND_KEY",
            "ANTHROPIC_API_KEY",
            "AZURE_EU_KEY",
            "AZURE_US_KEY")) {
      variables.put(name, "secret-" + name);
    }
    return variables;
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("millrace.yaml"), text);
  }

  private Loading read(String text) throws IOException {
    return ConfigFile.read(write(text), Map.of("TOKEN", "sk-very-secret"), Overrides.NONE);
  }

  private Configuration configuration(String text) throws IOException {
    Loading loading = read(text);
    assertThat(rendered(loading, Language.EN)).isEmpty();
    return loading.configuration().orElseThrow();
  }

  private List<String> problems(String text) throws IOException {
    return rendered(read(text), Language.EN);
  }

  private List<String> rendered(Loading loading, Language language) {
    Texts texts = Texts.of(language);
    return loading.problems().stream().map(p -> p.render(texts).replace(folder + "/", "")).toList();
  }

  private static ModelRoute route(Configuration read, String name) {
    return read.routes().models().stream()
        .filter(r -> r.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Endpoint endpoint(Configuration read, String name) {
    return read.routes().endpoints().stream()
        .filter(e -> e.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
