package io.millrace.provider.anthropic;

import static io.millrace.provider.chat.FieldClass.MEANING;
import static io.millrace.provider.chat.FieldClass.NEUTRAL;
import static io.millrace.provider.chat.FieldClass.TRANSLATED;

import io.millrace.provider.chat.Dialect;
import io.millrace.provider.chat.FieldClass;
import io.millrace.provider.chat.FieldRule;
import io.millrace.provider.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Every field of Anthropic's messages, and what becomes of it elsewhere. Samples are JSON.
final class AnthropicFields {
  private static final String CACHE = "{\"type\":\"ephemeral\"}";
  private static final String TEXT = "{\"type\":\"text\",\"text\":\"Some words.\"}";
  private static final String PNG =
      "{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\","
          + "\"data\":\"iVBORw0KGgo=\"}}";
  private static final String PDF =
      "{\"type\":\"document\",\"title\":\"t.pdf\",\"source\":{\"type\":\"base64\","
          + "\"media_type\":\"application/pdf\",\"data\":\"JVBERi0=\"}}";
  private static final String RESULT =
      "{\"type\":\"tool_result\",\"tool_use_id\":\"toolu_1\",\"content\":\"12\"}";

  /// What other providers cannot do at all.
  private static final String ONLY_HERE = "only Anthropic can do this";

  private static final String HINT = "a hint for Anthropic's cache";

  private final List<FieldRule> rules = new ArrayList<>();

  private AnthropicFields() {}

  static List<FieldRule> all() {
    var fields = new AnthropicFields();
    fields.settings();
    fields.sampling();
    fields.thinking();
    fields.tools();
    fields.messages();
    fields.ofUser("messages[user].content");
    fields.ofAssistant("messages[assistant].content");
    fields.serverFeatures();
    return fields.rules;
  }

  private void settings() {
    both("model", TRANSLATED, "\"other-model\"", "the upstream's name where it is mapped");
    both("max_tokens", TRANSLATED, "77", "`max_completion_tokens`; `maxOutputTokens`");
    both("stream", TRANSLATED, "true", "");
    both("stop_sequences", TRANSLATED, "[\"END\"]", "`stop`; `stopSequences`");
    both("system", TRANSLATED, "\"Be brief.\"", "a system message; `systemInstruction`");
    textBlock("system[text]");
    rule("metadata", TRANSLATED, TRANSLATED, "{}", "");
    rule("metadata.user_id", TRANSLATED, NEUTRAL, "\"u-1\"", "`safety_identifier`; none at Gemini");
    both("service_tier", NEUTRAL, "\"standard_only\"", "tiers differ");
    both("speed", NEUTRAL, "\"fast\"", "pace only");
    both("cache_control", NEUTRAL, CACHE, HINT);
    both("inference_geo", MEANING, "\"eu\"", ONLY_HERE);
    both("user_profile_id", MEANING, "\"up_1\"", ONLY_HERE);
    both("output_config", TRANSLATED, "{}", "");
    both("output_config.effort", TRANSLATED, "\"low\"", "`reasoning_effort`; `thinkingLevel`");
    format("output_config.format");
    both("output_config.task_budget", MEANING, "{\"type\":\"tokens\",\"total\":9}", ONLY_HERE);
    format("output_format");
  }

  private void format(String path) {
    String schema =
        "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}},"
            + "\"required\":[\"a\"],\"additionalProperties\":false}";
    both(
        path,
        TRANSLATED,
        "{\"type\":\"json_schema\",\"schema\":" + schema + "}",
        "`response_format`; `responseJsonSchema`");
    both(path + ".type", TRANSLATED, "\"json_schema\"", "");
    both(path + ".schema.*", TRANSLATED, schema.replace("\"a\"", "\"b\""), "");
  }

  private void sampling() {
    both("temperature", TRANSLATED, "0.25", "");
    both("top_p", TRANSLATED, "0.5", "`top_p`; `topP`");
    rule("top_k", MEANING, TRANSLATED, "40", "OpenAI has no such setting; `topK`");
  }

  private void thinking() {
    both(
        "thinking",
        TRANSLATED,
        "{\"type\":\"enabled\",\"budget_tokens\":2000}",
        "`reasoning_effort`; `thinkingConfig`; adaptive leaves it to the model");
    both("thinking.type", TRANSLATED, "\"enabled\"", "");
    both("thinking.budget_tokens", TRANSLATED, "9000", "as the nearest effort at OpenAI");
    both("thinking.display", NEUTRAL, "\"omitted\"", "what is shown of thoughts, not the answer");
  }

  private void tools() {
    both(
        "tools",
        TRANSLATED,
        "[{\"name\":\"look_up\",\"input_schema\":{\"type\":\"object\",\"properties\":{}}}]",
        "");
    tool("tools[]");
    tool("tools[custom]");
    for (String type :
        List.of(
            "web_search_20250305",
            "web_fetch_20250910",
            "code_execution_20250825",
            "bash_20250124",
            "text_editor_20250728",
            "computer_20250124",
            "memory_20250818",
            "tool_search_tool_bm25_20251119",
            "mcp_toolset")) {
      both(
          "tools[" + type + "].*",
          MEANING,
          "{\"type\":\"" + type + "\",\"name\":\"own\"}",
          "a tool of Anthropic's own");
    }
    both("tool_choice", TRANSLATED, "{\"type\":\"tool\",\"name\":\"look_up\"}", "");
    both("tool_choice.type", TRANSLATED, "\"any\"", "`required`; mode `ANY`");
    both("tool_choice.name", TRANSLATED, "\"look_up\"", "");
    rule(
        "tool_choice.disable_parallel_tool_use",
        TRANSLATED,
        MEANING,
        "true",
        "`parallel_tool_calls`; Gemini has no such setting",
        "false");
  }

  private void tool(String path) {
    String type = path.equals("tools[]") ? "" : "\"type\":\"custom\",";
    both(
        path,
        TRANSLATED,
        "{" + type + "\"name\":\"look_up\",\"input_schema\":{\"type\":\"object\"}}",
        "");
    both(path + ".type", MEANING, "\"any_20990101\"", "a tool of Anthropic's own", "\"custom\"");
    both(path + ".name", TRANSLATED, "\"find\"", "");
    both(path + ".description", TRANSLATED, "\"Finds.\"", "");
    both(
        path + ".input_schema.*",
        TRANSLATED,
        "{\"type\":\"object\",\"properties\":{\"q\":{}}}",
        "");
    both(path + ".strict", TRANSLATED, "true", "`strict`; mode `VALIDATED`");
    both(path + ".cache_control", NEUTRAL, CACHE, HINT);
    both(path + ".eager_input_streaming", NEUTRAL, "true", "pace only");
    both(path + ".defer_loading", MEANING, "true", ONLY_HERE, "false");
    both(
        path + ".allowed_callers",
        MEANING,
        "[\"code_execution_20250825\"]",
        ONLY_HERE,
        "[\"direct\"]");
    both(path + ".input_examples", MEANING, "[{\"q\":1}]", ONLY_HERE, "[]");
  }

  private void messages() {
    both("messages", TRANSLATED, "[{\"role\":\"user\",\"content\":\"Hi.\"}]", "");
    both("messages[user]", TRANSLATED, "{\"role\":\"user\",\"content\":\"Ho.\"}", "");
    both("messages[user].role", TRANSLATED, "\"user\"", "");
    both("messages[user].content", TRANSLATED, "\"Hello.\"", "");
    both("messages[assistant]", TRANSLATED, "{\"role\":\"assistant\",\"content\":\"No.\"}", "");
    both("messages[assistant].role", TRANSLATED, "\"assistant\"", "`assistant`; `model`");
    both(
        "messages[assistant].content",
        TRANSLATED,
        "\"Yes.\"",
        "refused as the last turn: other upstreams do not continue it");
    rule(
        "messages[system]",
        TRANSLATED,
        MEANING,
        "{\"role\":\"system\",\"content\":\"Now rhyme.\"}",
        "Gemini has instructions only before all turns");
    both("messages[system].role", TRANSLATED, "\"system\"", "");
    both("messages[system].content", TRANSLATED, "\"Now rhyme.\"", "");
    textBlock("messages[system].content[text]");
  }

  private void ofUser(String path) {
    words(path);
    image(path + "[image]");
    document(path + "[document]");
    toolResult(path + "[tool_result]");
    both(
        path + "[container_upload].*",
        MEANING,
        "{\"type\":\"container_upload\",\"file_id\":\"f\"}",
        ONLY_HERE);
    searchResult(path);
  }

  private void words(String path) {
    textBlock(path + "[text]");
    both(
        path + "[text].citations",
        NEUTRAL,
        "[{\"type\":\"char_location\"}]",
        "what an earlier answer pointed at; its words stay",
        "[]");
  }

  private void ofAssistant(String path) {
    words(path);
    toolUse(path + "[tool_use]");
    both(
        path + "[thinking].*",
        NEUTRAL,
        "{\"type\":\"thinking\",\"thinking\":\"Hm.\",\"signature\":\"c2ln\"}",
        "signed for its own model; another one needs none");
    both(
        path + "[redacted_thinking].*",
        NEUTRAL,
        "{\"type\":\"redacted_thinking\",\"data\":\"eHg=\"}",
        "readable by its own model only");
    for (String type :
        List.of(
            "server_tool_use",
            "web_search_tool_result",
            "web_fetch_tool_result",
            "code_execution_tool_result",
            "bash_code_execution_tool_result",
            "text_editor_code_execution_tool_result",
            "tool_search_tool_result",
            "mcp_tool_use",
            "mcp_tool_result")) {
      both(
          path + "[" + type + "].*",
          MEANING,
          "{\"type\":\"" + type + "\",\"id\":\"s\"}",
          "a tool of Anthropic's own");
    }
  }

  private void toolUse(String path) {
    both(
        path,
        TRANSLATED,
        "{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"look_up\",\"input\":{\"q\":1}}",
        "");
    both(path + ".type", TRANSLATED, "\"tool_use\"", "");
    both(path + ".id", TRANSLATED, "\"toolu_2\"", "");
    both(path + ".name", TRANSLATED, "\"find\"", "");
    both(path + ".input.*", TRANSLATED, "{\"q\":2}", "");
    both(path + ".cache_control", NEUTRAL, CACHE, HINT);
    both(path + ".caller", NEUTRAL, "{\"type\":\"direct\"}", "who called it");
  }

  private void textBlock(String path) {
    both(path, TRANSLATED, TEXT, "");
    both(path + ".type", TRANSLATED, "\"text\"", "");
    both(path + ".text", TRANSLATED, "\"Other words.\"", "");
    both(path + ".cache_control", NEUTRAL, CACHE, HINT);
  }

  private void image(String path) {
    both(path, TRANSLATED, PNG, "");
    both(path + ".type", TRANSLATED, "\"image\"", "");
    source(path + ".source", "image/jpeg");
    both(path + ".cache_control", NEUTRAL, CACHE, HINT);
  }

  private void source(String path, String mediaType) {
    both(path + ".type", TRANSLATED, "\"base64\"", "`file`: a 400, files live at one provider");
    both(path + ".media_type", TRANSLATED, "\"" + mediaType + "\"", "");
    both(path + ".data", TRANSLATED, "\"AAAA\"", "");
    both(
        path + ".url",
        TRANSLATED,
        "\"https://example.com/x\"",
        "as a URL; Millrace never fetches it; Gemini reads but some");
    both(path + ".file_id", MEANING, "\"file_1\"", "files live at one provider");
  }

  private void document(String path) {
    both(path, TRANSLATED, PDF, "a file; one of plain text as this text");
    both(path + ".type", TRANSLATED, "\"document\"", "");
    source(path + ".source", "text/plain");
    both(path + ".source.content", TRANSLATED, "\"Words.\"", "");
    textBlock(path + ".source.content[text]");
    image(path + ".source.content[image]");
    both(path + ".title", TRANSLATED, "\"u.pdf\"", "the file's name");
    both(path + ".context", MEANING, "\"From the archive.\"", ONLY_HERE);
    both(path + ".citations.enabled", MEANING, "true", "no citations elsewhere", "false");
    both(path + ".cache_control", NEUTRAL, CACHE, HINT);
  }

  private void toolResult(String path) {
    both(path, TRANSLATED, RESULT, "a message of role `tool`; `functionResponse`");
    both(path + ".type", TRANSLATED, "\"tool_result\"", "");
    both(path + ".tool_use_id", TRANSLATED, "\"toolu_2\"", "");
    both(path + ".is_error", TRANSLATED, "true", "");
    both(path + ".content", TRANSLATED, "\"13\"", "");
    textBlock(path + ".content[text]");
    image(path + ".content[image]");
    document(path + ".content[document]");
    searchResult(path + ".content");
    both(
        path + ".content[tool_reference].*",
        MEANING,
        "{\"type\":\"tool_reference\",\"tool_name\":\"t\"}",
        ONLY_HERE);
    both(path + ".cache_control", NEUTRAL, CACHE, HINT);
  }

  private void searchResult(String path) {
    both(
        path + "[search_result].*",
        MEANING,
        "{\"type\":\"search_result\",\"source\":\"s\",\"title\":\"t\",\"content\":[]}",
        ONLY_HERE);
  }

  private void serverFeatures() {
    both("container", MEANING, "\"container_1\"", ONLY_HERE);
    both(
        "context_management",
        MEANING,
        "{\"edits\":[{\"type\":\"clear_tool_uses_20250919\"}]}",
        ONLY_HERE,
        "{\"edits\":[]}",
        "{\"edits\":[{\"type\":\"clear_thinking_20251015\",\"keep\":\"all\"}]}");
    both(
        "mcp_servers",
        MEANING,
        "[{\"type\":\"url\",\"url\":\"https://example.com\"}]",
        ONLY_HERE,
        "[]");
  }

  private void both(
      String path, FieldClass verdict, String sample, String note, String... harmless) {
    rule(path, verdict, verdict, sample, note, harmless);
  }

  private void rule(
      String path,
      FieldClass openai,
      FieldClass gemini,
      String sample,
      String note,
      String... harmless) {
    var classes = Map.of(Dialect.OPENAI, openai, Dialect.GEMINI, gemini);
    var values = new ArrayList<JsonNode>();
    for (String value : harmless) {
      values.add(Json.value(value));
    }
    rules.add(new FieldRule(path, classes, values, Json.value(sample), note));
  }
}
