package io.millrace.provider.gemini;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// The id of a tool call as callers see it. It holds what Gemini wants back with the call: its own
/// id, where it gave one (`gm_ID`, else a made one, `mr_ID`), and the signature of the thought that
/// led to the call (`__ts_SIGNATURE`, in URL-safe base64). Letters, digits, `_` and `-` only, as
/// other protocols ask.
///
/// @param own Gemini's id; null when it gave none
/// @param made an id of ours where it gave none
/// @param signature null without one
record CallId(@Nullable String own, String made, @Nullable String signature) {
  private static final String MARK = "__ts_";

  /// As callers see it.
  String text() {
    String id = own == null ? "mr_" + made : "gm_" + own;
    if (signature == null) {
      return id;
    }
    byte[] bytes = signature.getBytes(StandardCharsets.UTF_8);
    return id + MARK + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /// What an id holds; nothing for one that another provider gave.
  static CallId of(String text) {
    int mark = text.lastIndexOf(MARK);
    String id = mark < 0 ? text : text.substring(0, mark);
    String signature = mark < 0 ? null : decoded(text.substring(mark + MARK.length()));
    String own = id.startsWith("gm_") ? id.substring(3) : null;
    return new CallId(own, own == null ? id : "", signature);
  }

  private static @Nullable String decoded(String base64) {
    try {
      return new String(Base64.getUrlDecoder().decode(base64), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return null;
    }
  }
}
