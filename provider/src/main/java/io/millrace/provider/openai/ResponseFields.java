package io.millrace.provider.openai;

import static io.millrace.provider.chat.FieldClass.MEANING;
import static io.millrace.provider.chat.FieldClass.NEUTRAL;
import static io.millrace.provider.chat.FieldClass.TRANSLATED;

import io.millrace.provider.chat.FieldRule;
import java.util.List;

/// Every field of OpenAI's responses, and what becomes of it at an upstream that does not serve
/// them: whatever lives on OpenAI's side between calls cannot be had there.
final class ResponseFields {
  private static final String STATE = "Millrace keeps no state between calls: send the whole input";
  private static final String HOSTED = "a tool that runs at OpenAI";
  private static final String ONLY_HERE = "only OpenAI's responses can do this";

  private final Rules rules = new Rules();

  private ResponseFields() {}

  static List<FieldRule> rules() {
    var fields = new ResponseFields();
    fields.settings();
    fields.hints();
    fields.text();
    fields.reasoning();
    fields.tools();
    fields.state();
    new ResponseInputFields(fields.rules).add();
    return fields.rules.list();
  }

  private void settings() {
    rules.all("model", TRANSLATED, "\"other-model\"", "the upstream's name where it is mapped");
    rules.all("instructions", TRANSLATED, "\"Be brief.\"", "the first system message");
    rules.all("max_output_tokens", TRANSLATED, "77", "the limit on tokens");
    rules.all("temperature", TRANSLATED, "0.25", "above 1 is a 400 at Anthropic");
    rules.all("top_p", TRANSLATED, "0.5", "");
    rules.all("stream", TRANSLATED, "true", "");
    rules.all("stream_options", TRANSLATED, "{}", "");
    rules.all("stream_options.include_obfuscation", NEUTRAL, "true", "padding", "false");
    rules.rule("user", TRANSLATED, NEUTRAL, "\"u-1\"", "none at Gemini");
    rules.rule("safety_identifier", TRANSLATED, NEUTRAL, "\"u-2\"", "it wins over `user`");
    rules.all("top_logprobs", MEANING, "3", ONLY_HERE, "0");
    rules.all("truncation", MEANING, "\"auto\"", ONLY_HERE, "\"disabled\"");
    rules.all(
        "include",
        MEANING,
        "[\"message.output_text.logprobs\"]",
        ONLY_HERE,
        "[]",
        "[\"reasoning.encrypted_content\"]");
  }

  private void hints() {
    rules.all("service_tier", NEUTRAL, "\"flex\"", "tiers differ", "\"auto\"", "\"default\"");
    rules.all("prompt_cache_key", NEUTRAL, "\"k\"", "a hint for OpenAI's cache");
    rules.all("prompt_cache_retention", NEUTRAL, "\"24h\"", "a hint for OpenAI's cache");
    rules.all("prompt_cache_options.*", NEUTRAL, "{\"a\":1}", "a hint for OpenAI's cache");
    rules.all("metadata.*", NEUTRAL, "{\"a\":\"b\"}", "labels, said back in the answer", "{}");
    rules.all("max_tool_calls", NEUTRAL, "3", "limits tools that run at OpenAI, of which none do");
  }

  private void text() {
    rules.all("text", TRANSLATED, "{}", "");
    rules.all("text.verbosity", NEUTRAL, "\"low\"", "a hint of length", "\"medium\"");
    rules.all(
        "text.format",
        TRANSLATED,
        "{\"type\":\"json_schema\",\"name\":\"a\",\"schema\":{\"type\":\"object\"}}",
        "the form of the answer; `json_object` is a 400 at Anthropic");
    rules.all("text.format.type", TRANSLATED, "\"json_schema\"", "");
    rules.all("text.format.name", TRANSLATED, "\"b\"", "a label; Anthropic and Gemini need none");
    rules.add(
        "text.format.description", TRANSLATED, NEUTRAL, NEUTRAL, "\"What it is.\"", "only OpenAI");
    rules.all(
        "text.format.schema.*", TRANSLATED, "{\"type\":\"object\",\"properties\":{\"b\":{}}}", "");
    rules.all("text.format.strict", TRANSLATED, "true", "Anthropic and Gemini always hold to it");
  }

  private void reasoning() {
    rules.all("reasoning", TRANSLATED, "{}", "");
    rules.all("reasoning.effort", TRANSLATED, "\"low\"", "how much the model thinks");
    rules.all("reasoning.summary", NEUTRAL, "\"auto\"", "what is shown of thoughts");
    rules.all("reasoning.generate_summary", NEUTRAL, "\"auto\"", "what is shown of thoughts");
    rules.all("reasoning.context", NEUTRAL, "\"all_turns\"", "thoughts of before", "\"auto\"");
    rules.all("reasoning.mode", MEANING, "\"pro\"", ONLY_HERE, "\"standard\"");
  }

  private void tools() {
    String function = "{\"type\":\"function\",\"name\":\"look_up\",\"parameters\":{}}";
    rules.all("tools", TRANSLATED, "[" + function + "]", "");
    String path = "tools[function]";
    rules.all(path, TRANSLATED, function, "");
    rules.all(path + ".type", TRANSLATED, "\"function\"", "");
    rules.all(path + ".name", TRANSLATED, "\"find\"", "");
    rules.all(path + ".description", TRANSLATED, "\"Finds.\"", "");
    rules.all(
        path + ".parameters.*", TRANSLATED, "{\"type\":\"object\",\"properties\":{\"q\":{}}}", "");
    rules.all(path + ".strict", TRANSLATED, "true", "");
    rules.all(path + ".async", MEANING, "true", ONLY_HERE, "false");
    rules.all(path + ".defer_loading", MEANING, "true", ONLY_HERE, "false");
    rules.all(path + ".allowed_callers", MEANING, "[\"programmatic\"]", ONLY_HERE, "[\"direct\"]");
    rules.all(path + ".output_schema.*", NEUTRAL, "{\"type\":\"object\"}", "a hint");
    hosted();
    rules.all("tool_choice", TRANSLATED, "\"required\"", "`any`; mode `ANY`");
    rules.all("tool_choice.type", TRANSLATED, "\"function\"", "");
    rules.all("tool_choice.name", TRANSLATED, "\"look_up\"", "");
    rules.all("tool_choice.mode", MEANING, "\"auto\"", ONLY_HERE);
    rules.all("tool_choice.tools", MEANING, "[{\"type\":\"function\"}]", ONLY_HERE);
    rules.all("tool_choice.server_label", MEANING, "\"s\"", HOSTED);
    rules.rule(
        "parallel_tool_calls", TRANSLATED, MEANING, "false", "Gemini has no such setting", "true");
  }

  private void hosted() {
    for (String type :
        List.of(
            "web_search",
            "web_search_2025_08_26",
            "web_search_preview",
            "web_search_preview_2025_03_11",
            "file_search",
            "computer",
            "computer_use_preview",
            "mcp",
            "code_interpreter",
            "image_generation",
            "local_shell",
            "shell",
            "apply_patch",
            "custom",
            "namespace",
            "tool_search",
            "programmatic_tool_calling")) {
      rules.all("tools[" + type + "].*", MEANING, "{\"type\":\"" + type + "\"}", HOSTED);
    }
  }

  private void state() {
    rules.all("previous_response_id", MEANING, "\"resp_1\"", STATE);
    rules.all("conversation", MEANING, "\"conv_1\"", STATE);
    rules.all("store", MEANING, "true", "nothing is stored elsewhere", "false");
    rules.all("background", MEANING, "true", STATE, "false");
    rules.all("prompt.*", MEANING, "{\"id\":\"pmpt_1\"}", "prompts live at OpenAI");
    rules.all("context_management", MEANING, "[{\"type\":\"compaction\"}]", ONLY_HERE, "[]");
    rules.all("moderation.*", MEANING, "{\"model\":\"m\"}", ONLY_HERE);
    rules.all("image.*", MEANING, "{\"a\":1}", ONLY_HERE);
    rules.all("access_programs.*", MEANING, "{\"a\":1}", ONLY_HERE);
  }
}
