package io.millrace.learn.template;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Whether constant text is enough to be a job's template, and what one template has that another
/// has not. Weights are those of [Tokens#weight]; specific weight leaves out what any assistant's
/// opening is made of ([Lexicon#specificWeight]), so "You are a helpful assistant." is no template.
final class Credibility {
  private static final double SYSTEM_SPECIFIC = 14;
  private static final double USER_SPECIFIC = 12;
  private static final double DELIMITED_WEIGHT = 16;
  private static final double BARE_WEIGHT = 40;

  private Credibility() {}

  /// Whether a version's constant text makes it a job rather than free conversation.
  static boolean isJob(TemplateVersion version) {
    var system = new StringBuilder();
    var user = new StringBuilder();
    boolean delimited = false;
    for (MessagePattern message : version.messages()) {
      boolean ofSystem = isSystem(message.role());
      (ofSystem ? system : user).append(message.constantText()).append('\n');
      delimited |= !ofSystem && delimited(message);
    }
    double systemSpecific = Lexicon.specificWeight(system.toString());
    double userSpecific = Lexicon.specificWeight(user.toString());
    if (systemSpecific >= SYSTEM_SPECIFIC) {
      return true;
    }
    double weight = weight(user.toString());
    return userSpecific >= USER_SPECIFIC && weight >= (delimited ? DELIMITED_WEIGHT : BARE_WEIGHT);
  }

  static boolean isSystem(String role) {
    return role.equals("system") || role.equals("developer");
  }

  static boolean hasInput(TemplateVersion version) {
    return version.messages().stream()
        .flatMap(message -> message.parts().stream())
        .anyMatch(Part.Input.class::isInstance);
  }

  /// Whether a mark or a line break stands between a constant and an input slot.
  private static boolean delimited(MessagePattern message) {
    List<Part> parts = message.parts();
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i) instanceof Part.Constant(String text)) {
        boolean opens = i + 1 < parts.size() && marks(text.stripTrailing(), true, text);
        boolean closes = i > 0 && marks(text.stripLeading(), false, text);
        if (opens || closes) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean marks(String stripped, boolean last, String text) {
    if (stripped.isEmpty() || text.charAt(last ? text.length() - 1 : 0) == '\n') {
      return true;
    }
    char c = stripped.charAt(last ? stripped.length() - 1 : 0);
    return !Character.isLetterOrDigit(c) && c != ',' && c != '.' && c != '，' && c != '。';
  }

  static double weight(String text) {
    double sum = 0;
    for (int at = 0; at < text.length(); ) {
      int end = Tokens.end(text, at, text.length());
      sum += text.charAt(at) == '\n' ? 0 : Tokens.weight(text, at, end);
      at = end;
    }
    return sum;
  }

  /// The constant text of a version that another lacks, token by token.
  static String gained(TemplateVersion version, TemplateVersion base) {
    Map<String, Integer> had = new HashMap<>();
    tokens(base).forEach(token -> had.merge(token, 1, Integer::sum));
    var gained = new StringBuilder();
    for (String token : tokens(version)) {
      if (had.merge(token, -1, Integer::sum) < 0) {
        gained.append(token);
      }
    }
    return gained.toString();
  }

  /// The tokens of all constant text, in order.
  static List<String> tokens(TemplateVersion version) {
    var tokens = new ArrayList<String>();
    for (MessagePattern message : version.messages()) {
      for (Part part : message.parts()) {
        if (part instanceof Part.Constant(String text)) {
          for (int at = 0; at < text.length(); ) {
            int end = Tokens.end(text, at, text.length());
            tokens.add(text.substring(at, end));
            at = end;
          }
        }
      }
    }
    return tokens;
  }
}
