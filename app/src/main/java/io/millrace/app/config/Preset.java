package io.millrace.app.config;

import io.millrace.provider.chat.Dialect;
import io.millrace.provider.route.Endpoint.Auth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is known of a type of provider: where it is, how its key is sent, and which models it has.
///
/// @param type as the configuration names it
/// @param baseUrl null when only its owner knows
/// @param keyNeeded whether it answers nobody without a key
/// @param responses whether it serves OpenAI's `/responses`
/// @param keyVariables environment variables that hold its key, the first set one counts
/// @param baseVariable the environment variable of its address; empty when there is none
/// @param patterns names of models that are its own
record Preset(
    String type,
    Dialect dialect,
    Auth auth,
    @Nullable String baseUrl,
    boolean keyNeeded,
    boolean responses,
    List<String> keyVariables,
    String baseVariable,
    List<String> patterns) {
  private static final Map<String, Preset> ALL = all();

  /// All of them by type, in the order in which they are listed to people.
  static Map<String, Preset> byType() {
    return ALL;
  }

  private static Map<String, Preset> all() {
    var all = new LinkedHashMap<String, Preset>();
    for (Preset preset :
        List.of(
            new Preset(
                "openai",
                Dialect.OPENAI,
                Auth.BEARER,
                "https://api.openai.com/v1",
                true,
                true,
                List.of("OPENAI_API_KEY"),
                "OPENAI_BASE_URL",
                List.of("gpt-*", "chatgpt-*", "o1*", "o3*", "o4*", "codex-*", "text-embedding-*")),
            new Preset(
                "azure",
                Dialect.OPENAI,
                Auth.API_KEY,
                null,
                true,
                true,
                List.of("AZURE_OPENAI_API_KEY"),
                "AZURE_OPENAI_ENDPOINT",
                List.of()),
            new Preset(
                "anthropic",
                Dialect.ANTHROPIC,
                Auth.X_API_KEY,
                "https://api.anthropic.com/v1",
                true,
                false,
                List.of("ANTHROPIC_API_KEY"),
                "ANTHROPIC_BASE_URL",
                List.of("claude-*")),
            new Preset(
                "gemini",
                Dialect.GEMINI,
                Auth.GOOGLE,
                "https://generativelanguage.googleapis.com/v1beta",
                true,
                false,
                List.of("GEMINI_API_KEY", "GOOGLE_API_KEY"),
                "",
                List.of("gemini-*", "gemma-*")),
            compatible("deepseek", "https://api.deepseek.com/v1", "DEEPSEEK_API_KEY", "deepseek-*"),
            compatible(
                "qwen",
                "https://dashscope.aliyuncs.com/compatible-mode/v1",
                "DASHSCOPE_API_KEY",
                "qwen*",
                "qwq-*",
                "qvq-*",
                "text-embedding-v*"),
            compatible(
                "moonshot",
                "https://api.moonshot.cn/v1",
                "MOONSHOT_API_KEY",
                "kimi-*",
                "moonshot-*"),
            new Preset(
                "zhipu",
                Dialect.OPENAI,
                Auth.BEARER,
                "https://open.bigmodel.cn/api/paas/v4",
                true,
                false,
                List.of("ZHIPUAI_API_KEY", "ZAI_API_KEY"),
                "",
                List.of("glm-*", "embedding-3")),
            compatible("siliconflow", "https://api.siliconflow.cn/v1", "SILICONFLOW_API_KEY"),
            compatible(
                "volcengine",
                "https://ark.cn-beijing.volces.com/api/v3",
                "ARK_API_KEY",
                "doubao-*"),
            compatible("openrouter", "https://openrouter.ai/api/v1", "OPENROUTER_API_KEY"),
            compatible("groq", "https://api.groq.com/openai/v1", "GROQ_API_KEY"),
            compatible(
                "mistral",
                "https://api.mistral.ai/v1",
                "MISTRAL_API_KEY",
                "mistral-*",
                "ministral-*",
                "codestral-*",
                "pixtral-*",
                "magistral-*"),
            compatible("xai", "https://api.x.ai/v1", "XAI_API_KEY", "grok-*"),
            compatible("together", "https://api.together.xyz/v1", "TOGETHER_API_KEY"),
            compatible("fireworks", "https://api.fireworks.ai/inference/v1", "FIREWORKS_API_KEY"),
            local("vllm", "http://127.0.0.1:8000/v1", ""),
            local("ollama", "http://127.0.0.1:11434/v1", "OLLAMA_HOST"),
            local("llamacpp", "http://127.0.0.1:8080/v1", ""),
            local("compatible", null, ""))) {
      all.put(preset.type(), preset);
    }
    return java.util.Collections.unmodifiableMap(all);
  }

  private static Preset compatible(String type, String url, String variable, String... patterns) {
    return new Preset(
        type,
        Dialect.OPENAI,
        Auth.BEARER,
        url,
        true,
        false,
        List.of(variable),
        "",
        List.of(patterns));
  }

  private static Preset local(String type, @Nullable String url, String variable) {
    return new Preset(
        type, Dialect.OPENAI, Auth.BEARER, url, false, false, List.of(), variable, List.of());
  }
}
