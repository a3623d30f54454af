package io.millrace.provider.openai;

import static io.millrace.provider.chat.FieldClass.MEANING;
import static io.millrace.provider.chat.FieldClass.NEUTRAL;
import static io.millrace.provider.chat.FieldClass.TRANSLATED;

import io.millrace.provider.chat.FieldRule;
import java.util.List;

/// Every field of OpenAI's chat completions, and what becomes of it elsewhere.
final class ChatFields {
  private static final String ONLY_HERE = "no other protocol can do this";
  private static final String TEXT = "{\"type\":\"text\",\"text\":\"Some words.\"}";
  private static final String CALL =
      "{\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"look_up\","
          + "\"arguments\":\"{}\"}}";

  private final Rules rules = new Rules();

  private ChatFields() {}

  static List<FieldRule> rules() {
    var fields = new ChatFields();
    fields.settings();
    fields.sampling();
    fields.format();
    fields.tools();
    fields.instructions("system");
    fields.instructions("developer");
    fields.user();
    fields.assistant();
    fields.results();
    fields.onlyHere();
    return fields.rules.list();
  }

  private void settings() {
    rules.all("model", TRANSLATED, "\"other-model\"", "the upstream's name where it is mapped");
    rules.all("stream", TRANSLATED, "true", "");
    rules.all("stream_options", TRANSLATED, "{}", "");
    rules.all("stream_options.include_usage", TRANSLATED, "true", "told by Millrace");
    rules.all("stream_options.include_obfuscation", NEUTRAL, "true", "padding of chunks", "false");
    rules.all("max_tokens", TRANSLATED, "77", "`max_tokens`; `maxOutputTokens`");
    rules.all("max_completion_tokens", TRANSLATED, "78", "the same; it wins over `max_tokens`");
    rules.all("stop", TRANSLATED, "[\"END\"]", "`stop_sequences`; `stopSequences`");
    rules.all("reasoning_effort", TRANSLATED, "\"low\"", "`thinking` and effort; `thinkingConfig`");
    rules.rule("user", TRANSLATED, NEUTRAL, "\"u-1\"", "`metadata.user_id`; none at Gemini");
    rules.rule(
        "safety_identifier", TRANSLATED, NEUTRAL, "\"u-2\"", "the same; it wins over `user`");
    rules.all("prompt_cache_key", NEUTRAL, "\"k\"", "a hint for OpenAI's cache");
    rules.all("prompt_cache_retention", NEUTRAL, "\"24h\"", "a hint for OpenAI's cache");
    rules.all("service_tier", NEUTRAL, "\"flex\"", "tiers differ", "\"auto\"", "\"default\"");
    rules.all("metadata.*", NEUTRAL, "{\"a\":\"b\"}", "labels of stored answers", "{}");
    rules.all("verbosity", NEUTRAL, "\"low\"", "a hint of length", "\"medium\"");
    rules.all("prediction.*", NEUTRAL, "{\"type\":\"content\",\"content\":\"x\"}", "pace only");
  }

  private void sampling() {
    rules.all("temperature", TRANSLATED, "0.25", "above 1 is a 400 at Anthropic");
    rules.all("top_p", TRANSLATED, "0.5", "`top_p`; `topP`");
    rules.rule("seed", NEUTRAL, TRANSLATED, "7", "a wish for sameness; Anthropic has none");
    rules.rule("frequency_penalty", MEANING, TRANSLATED, "0.5", "Anthropic has none", "0", "0.0");
    rules.rule("presence_penalty", MEANING, TRANSLATED, "0.5", "Anthropic has none", "0", "0.0");
    rules.all("n", MEANING, "2", "other protocols answer once", "1");
    rules.all("logit_bias", MEANING, "{\"5\":-100}", "tokens are a model's own", "{}");
    rules.all("logprobs", MEANING, "true", ONLY_HERE, "false");
    rules.all("top_logprobs", MEANING, "3", ONLY_HERE, "0");
  }

  private void format() {
    String path = "response_format";
    rules.all(
        path,
        TRANSLATED,
        "{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"a\",\"schema\":"
            + "{\"type\":\"object\"}}}",
        "`output_config.format`; `responseJsonSchema`; `json_object` is a 400 at Anthropic");
    rules.all(path + ".type", TRANSLATED, "\"json_schema\"", "");
    rules.all(
        path + ".json_schema.name", TRANSLATED, "\"b\"", "a label; other protocols need none");
    rules.all(
        path + ".json_schema.description", NEUTRAL, "\"What it is.\"", "other protocols have none");
    rules.all(
        path + ".json_schema.schema.*",
        TRANSLATED,
        "{\"type\":\"object\",\"properties\":{\"b\":{}}}",
        "");
    rules.all(
        path + ".json_schema.strict", TRANSLATED, "true", "other protocols always hold to it");
  }

  private void tools() {
    rules.all(
        "tools", TRANSLATED, "[{\"type\":\"function\",\"function\":{\"name\":\"look_up\"}}]", "");
    String path = "tools[function]";
    rules.all(path, TRANSLATED, "{\"type\":\"function\",\"function\":{\"name\":\"look_up\"}}", "");
    rules.all(path + ".type", TRANSLATED, "\"function\"", "");
    rules.all(path + ".function.name", TRANSLATED, "\"find\"", "");
    rules.all(path + ".function.description", TRANSLATED, "\"Finds.\"", "");
    rules.all(
        path + ".function.parameters.*",
        TRANSLATED,
        "{\"type\":\"object\",\"properties\":{\"q\":{}}}",
        "`input_schema`; `parametersJsonSchema`");
    rules.all(path + ".function.strict", TRANSLATED, "true", "`strict`; mode `VALIDATED`");
    rules.all("tools[custom].*", MEANING, "{\"type\":\"custom\"}", ONLY_HERE);
    rules.all(
        "tool_choice", TRANSLATED, "\"required\"", "`any`; mode `ANY`; a named function likewise");
    rules.all("tool_choice.type", TRANSLATED, "\"function\"", "");
    rules.all("tool_choice.function.name", TRANSLATED, "\"look_up\"", "");
    rules.all("tool_choice.allowed_tools.*", MEANING, "{\"mode\":\"auto\"}", ONLY_HERE);
    rules.all("tool_choice.custom.*", MEANING, "{\"name\":\"c\"}", ONLY_HERE);
    rules.rule(
        "parallel_tool_calls",
        TRANSLATED,
        MEANING,
        "false",
        "`disable_parallel_tool_use`; Gemini has no such setting",
        "true");
  }

  private void words(String path) {
    rules.all(path, TRANSLATED, TEXT, "");
    rules.all(path + ".type", TRANSLATED, "\"text\"", "");
    rules.all(path + ".text", TRANSLATED, "\"Other words.\"", "");
  }

  private void message(String role, String note) {
    String path = "messages[" + role + "]";
    String sample = "{\"role\":\"" + role + "\",\"content\":\"Ho.\"}";
    rules.all(path, TRANSLATED, sample, note);
    rules.all(path + ".role", TRANSLATED, "\"" + role + "\"", "");
    rules.all(path + ".content", TRANSLATED, "\"Hello.\"", "");
    words(path + ".content[text]");
    rules.all(path + ".name", NEUTRAL, "\"ann\"", "other protocols have no names");
  }

  private void instructions(String role) {
    message(role, "`system`; `systemInstruction`, which Gemini has only before all other turns");
  }

  private void user() {
    rules.all("messages", TRANSLATED, "[{\"role\":\"user\",\"content\":\"Hi.\"}]", "");
    message("user", "");
    String path = "messages[user].content[image_url]";
    rules.all(
        path,
        TRANSLATED,
        "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AAAA\"}}",
        "as bytes or as an address; Millrace never fetches it");
    rules.all(path + ".type", TRANSLATED, "\"image_url\"", "");
    rules.all(path + ".image_url.url", TRANSLATED, "\"data:image/png;base64,BBBB\"", "");
    rules.all(path + ".image_url.detail", NEUTRAL, "\"low\"", "a hint of cost", "\"auto\"");
    path = "messages[user].content[input_audio]";
    String sound =
        "{\"type\":\"input_audio\",\"input_audio\":{\"data\":\"AAAA\",\"format\":\"wav\"}}";
    rules.rule(path, MEANING, TRANSLATED, sound, "Anthropic cannot hear");
    rules.all(path + ".type", TRANSLATED, "\"input_audio\"", "");
    rules.all(path + ".input_audio.data", TRANSLATED, "\"BBBB\"", "");
    rules.all(path + ".input_audio.format", TRANSLATED, "\"mp3\"", "");
    path = "messages[user].content[file]";
    rules.all(
        path,
        TRANSLATED,
        "{\"type\":\"file\",\"file\":{\"filename\":\"a.pdf\","
            + "\"file_data\":\"data:application/pdf;base64,AAAA\"}}",
        "a document");
    rules.all(path + ".type", TRANSLATED, "\"file\"", "");
    rules.all(path + ".file.file_data", TRANSLATED, "\"data:application/pdf;base64,BBBB\"", "");
    rules.all(
        path + ".file.filename", TRANSLATED, "\"b.pdf\"", "`title`; a text before it at Gemini");
    rules.all(path + ".file.file_id", MEANING, "\"file-1\"", "files live at one provider");
  }

  private void assistant() {
    message("assistant", "refused as the last message at Anthropic");
    String path = "messages[assistant]";
    String refusal = "{\"type\":\"refusal\",\"refusal\":\"No.\"}";
    rules.all(path + ".content[refusal]", TRANSLATED, refusal, "as text");
    rules.all(path + ".content[refusal].type", TRANSLATED, "\"refusal\"", "");
    rules.all(path + ".content[refusal].refusal", TRANSLATED, "\"Never.\"", "");
    rules.all(path + ".refusal", TRANSLATED, "\"No.\"", "as text");
    rules.all(path + ".tool_calls", TRANSLATED, "[" + CALL + "]", "`tool_use`; `functionCall`");
    path = "messages[assistant].tool_calls[function]";
    rules.all(path, TRANSLATED, CALL, "");
    rules.all(path + ".type", TRANSLATED, "\"function\"", "");
    rules.all(path + ".id", TRANSLATED, "\"call_2\"", "");
    rules.all(path + ".index", NEUTRAL, "0", "its place in a stream");
    rules.all(path + ".function.name", TRANSLATED, "\"find\"", "");
    rules.all(path + ".function.arguments", TRANSLATED, "\"{\\\"q\\\":1}\"", "");
    path = "messages[assistant]";
    rules.all(path + ".tool_calls[custom].*", MEANING, "{\"type\":\"custom\"}", ONLY_HERE);
    rules.all(path + ".function_call.*", MEANING, "{\"name\":\"f\"}", "use `tool_calls`");
    rules.all(path + ".audio.*", MEANING, "{\"id\":\"audio_1\"}", "sound lives at one provider");
    rules.all(path + ".reasoning_content", NEUTRAL, "\"Hm.\"", "a thought of another model");
    rules.all(path + ".reasoning", NEUTRAL, "\"Hm.\"", "a thought of another model");
    rules.all(path + ".annotations", NEUTRAL, "[{}]", "what an answer pointed at", "[]");
  }

  private void results() {
    String path = "messages[tool]";
    rules.all(
        path,
        TRANSLATED,
        "{\"role\":\"tool\",\"tool_call_id\":\"call_1\",\"content\":\"12\"}",
        "`tool_result`; `functionResponse`");
    rules.all(path + ".role", TRANSLATED, "\"tool\"", "");
    rules.all(path + ".tool_call_id", TRANSLATED, "\"call_2\"", "");
    rules.all(path + ".content", TRANSLATED, "\"13\"", "");
    words(path + ".content[text]");
    rules.all(path + ".name", NEUTRAL, "\"look_up\"", "the call says it");
    rules.all("messages[function].*", MEANING, "{\"role\":\"function\"}", "use `tools`");
  }

  private void onlyHere() {
    rules.all("functions", MEANING, "[{\"name\":\"f\"}]", "use `tools`", "[]");
    rules.all("function_call", MEANING, "\"auto\"", "use `tool_choice`", "\"none\"");
    rules.all("modalities", MEANING, "[\"text\",\"audio\"]", ONLY_HERE, "[\"text\"]");
    rules.all("audio.*", MEANING, "{\"voice\":\"ash\",\"format\":\"wav\"}", ONLY_HERE);
    rules.all("store", MEANING, "true", "nothing is stored elsewhere", "false");
    rules.all("web_search_options.*", MEANING, "{\"user_location\":{}}", ONLY_HERE);
    rules.all("moderation.*", MEANING, "{\"model\":\"m\"}", ONLY_HERE);
  }
}
