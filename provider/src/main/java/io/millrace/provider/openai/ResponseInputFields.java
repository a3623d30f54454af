package io.millrace.provider.openai;

import static io.millrace.provider.chat.FieldClass.MEANING;
import static io.millrace.provider.chat.FieldClass.NEUTRAL;
import static io.millrace.provider.chat.FieldClass.TRANSLATED;

import java.util.List;

/// The fields of the items of a response's input.
final class ResponseInputFields {
  private static final String IMAGE =
      "{\"type\":\"input_image\",\"image_url\":\"data:image/png;base64,AAAA\"}";
  private static final String FILE =
      "{\"type\":\"input_file\",\"filename\":\"a.pdf\","
          + "\"file_data\":\"data:application/pdf;base64,AAAA\"}";
  private static final String ELSEWHERE = "files live at one provider";

  private final Rules rules;

  ResponseInputFields(Rules rules) {
    this.rules = rules;
  }

  void add() {
    rules.all("input", TRANSLATED, "[{\"role\":\"user\",\"content\":\"Ha.\"}]", "text or items");
    for (String role : List.of("user", "assistant", "system", "developer")) {
      String sample = "{\"role\":\"" + role + "\",\"content\":\"Ho.\"}";
      message("input[" + role + "]", role, sample);
    }
    message(
        "input[message]", "user", "{\"type\":\"message\",\"role\":\"user\",\"content\":\"Ho.\"}");
    calls();
    rules.all(
        "input[reasoning].*",
        NEUTRAL,
        "{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[]}",
        "a thought of another model");
    otherItems();
  }

  private void message(String path, String role, String sample) {
    rules.all(path, TRANSLATED, sample, "");
    if (path.endsWith("[message]")) {
      rules.all(path + ".type", TRANSLATED, "\"message\"", "");
    }
    rules.all(path + ".role", TRANSLATED, "\"" + role + "\"", "");
    rules.all(path + ".content", TRANSLATED, "\"Hello.\"", "");
    rules.all(path + ".id", NEUTRAL, "\"msg_1\"", "a name within OpenAI");
    rules.all(path + ".status", NEUTRAL, "\"incomplete\"", "how it ended", "\"completed\"");
    rules.all(path + ".phase", NEUTRAL, "\"commentary\"", "what it was for");
    boolean any = path.endsWith("[message]");
    text(path + ".content[input_text]", "input_text");
    if (any || role.equals("user")) {
      image(path + ".content[input_image]");
      file(path + ".content[input_file]");
    }
    if (any || role.equals("assistant")) {
      text(path + ".content[output_text]", "output_text");
      rules.all(path + ".content[output_text].annotations", NEUTRAL, "[{}]", "sources", "[]");
      rules.all(path + ".content[output_text].logprobs", NEUTRAL, "[{}]", "", "[]");
      String refusal = "{\"type\":\"refusal\",\"refusal\":\"No.\"}";
      rules.all(path + ".content[refusal]", TRANSLATED, refusal, "");
      rules.all(path + ".content[refusal].type", TRANSLATED, "\"refusal\"", "");
      rules.all(path + ".content[refusal].refusal", TRANSLATED, "\"Never.\"", "");
    }
  }

  private void text(String path, String type) {
    rules.all(path, TRANSLATED, "{\"type\":\"" + type + "\",\"text\":\"Some words.\"}", "");
    rules.all(path + ".type", TRANSLATED, "\"" + type + "\"", "");
    rules.all(path + ".text", TRANSLATED, "\"Other words.\"", "");
    cache(path);
  }

  private void cache(String path) {
    rules.all(path + ".prompt_cache_breakpoint.*", NEUTRAL, "{\"a\":1}", "a hint for a cache");
  }

  private void image(String path) {
    rules.all(path, TRANSLATED, IMAGE, "as bytes or as an address; Millrace never fetches it");
    rules.all(path + ".type", TRANSLATED, "\"input_image\"", "");
    rules.all(path + ".image_url", TRANSLATED, "\"data:image/png;base64,BBBB\"", "");
    rules.all(path + ".detail", NEUTRAL, "\"low\"", "a hint of cost", "\"auto\"");
    rules.all(path + ".file_id", MEANING, "\"file-1\"", ELSEWHERE);
    cache(path);
  }

  private void file(String path) {
    rules.all(path, TRANSLATED, FILE, "a document");
    rules.all(path + ".type", TRANSLATED, "\"input_file\"", "");
    rules.all(path + ".file_data", TRANSLATED, "\"data:application/pdf;base64,BBBB\"", "");
    rules.all(path + ".filename", TRANSLATED, "\"b.pdf\"", "");
    rules.all(path + ".detail", NEUTRAL, "\"low\"", "a hint of cost", "\"auto\"");
    rules.add(
        path + ".file_url",
        MEANING,
        TRANSLATED,
        TRANSLATED,
        "\"https://example.com/a.pdf\"",
        "chat completions take no address of a file");
    rules.all(path + ".file_id", MEANING, "\"file-1\"", ELSEWHERE);
    cache(path);
  }

  private void calls() {
    String path = "input[function_call]";
    rules.all(
        path,
        TRANSLATED,
        "{\"type\":\"function_call\",\"call_id\":\"call_1\",\"name\":\"look_up\","
            + "\"arguments\":\"{}\"}",
        "a tool call of the assistant");
    rules.all(path + ".type", TRANSLATED, "\"function_call\"", "");
    rules.all(path + ".call_id", TRANSLATED, "\"call_2\"", "");
    rules.all(path + ".name", TRANSLATED, "\"find\"", "");
    rules.all(path + ".arguments", TRANSLATED, "\"{\\\"q\\\":1}\"", "");
    rules.all(path + ".id", NEUTRAL, "\"fc_1\"", "a name within OpenAI");
    rules.all(path + ".status", NEUTRAL, "\"incomplete\"", "how it ended", "\"completed\"");
    rules.all(path + ".namespace", MEANING, "\"n\"", "no other protocol has spaces of tools");
    path = "input[function_call_output]";
    rules.all(
        path,
        TRANSLATED,
        "{\"type\":\"function_call_output\",\"call_id\":\"call_1\",\"output\":\"12\"}",
        "a tool's result");
    rules.all(path + ".type", TRANSLATED, "\"function_call_output\"", "");
    rules.all(path + ".call_id", TRANSLATED, "\"call_2\"", "");
    rules.all(path + ".output", TRANSLATED, "\"13\"", "");
    text(path + ".output[input_text]", "input_text");
    image(path + ".output[input_image]");
    file(path + ".output[input_file]");
    rules.all(path + ".id", NEUTRAL, "\"fco_1\"", "a name within OpenAI");
    rules.all(path + ".status", NEUTRAL, "\"incomplete\"", "how it ended", "\"completed\"");
  }

  private void otherItems() {
    for (String type :
        List.of(
            "item_reference",
            "file_search_call",
            "computer_call",
            "computer_call_output",
            "web_search_call",
            "tool_search_call",
            "tool_search_output",
            "additional_tools",
            "configuration_update",
            "compaction",
            "compaction_trigger",
            "image_generation_call",
            "code_interpreter_call",
            "local_shell_call",
            "local_shell_call_output",
            "shell_call",
            "shell_call_output",
            "apply_patch_call",
            "apply_patch_call_output",
            "mcp_list_tools",
            "mcp_approval_request",
            "mcp_approval_response",
            "mcp_call",
            "custom_tool_call",
            "custom_tool_call_output",
            "program",
            "program_output")) {
      rules.all(
          "input[" + type + "].*",
          MEANING,
          "{\"type\":\"" + type + "\",\"id\":\"x\"}",
          "of OpenAI's own tools or state");
    }
  }
}
