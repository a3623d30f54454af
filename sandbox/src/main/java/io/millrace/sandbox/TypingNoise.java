package io.millrace.sandbox;

import java.util.Locale;
import java.util.random.RandomGenerator;

/// How people really type: slips of the finger, slang, sloppy punctuation. Slot values stay as they
/// are, but for the case of letters. Stateless; the caller's random generator decides everything.
enum TypingNoise {
  NONE {
    @Override
    Phrase disturb(Phrase phrase, RandomGenerator random) {
      return phrase;
    }
  },
  ENGLISH {
    @Override
    Phrase disturb(Phrase phrase, RandomGenerator random) {
      var typed = phrase;
      if (random.nextInt(100) < 18) {
        typed = typed.map(text -> text.toLowerCase(Locale.ROOT));
      }
      if (random.nextInt(100) < 22) {
        typed = typed.mapBetweenSlots(text -> abbreviate(text, random));
      }
      if (random.nextInt(100) < 30) {
        typed = typed.mapBetweenSlots(text -> slip(text, random));
      }
      return random.nextInt(100) < 10 ? typed.mapBetweenSlots(TypingNoise::shout) : typed;
    }
  },
  CHINESE {
    @Override
    Phrase disturb(Phrase phrase, RandomGenerator random) {
      var typed = phrase;
      if (random.nextInt(100) < 25) {
        var comma = COMMAS[random.nextInt(COMMAS.length)];
        typed = typed.mapBetweenSlots(text -> text.replace("，", comma));
      }
      if (random.nextInt(100) < 15) {
        var stop = STOPS[random.nextInt(STOPS.length)];
        typed = typed.mapBetweenSlots(text -> text.replace("。", stop));
      }
      if (random.nextInt(100) < 20) {
        typed = typed.mapBetweenSlots(text -> abbreviate(text, random, HOMOPHONES));
      }
      return typed;
    }
  };

  private static final String[] COMMAS = {",", " ", "、", "，，"};
  private static final String[] STOPS = {"！", "~", "…", "！！", " "};
  private static final String[][] SLANG = {
    {"please", "pls"},
    {"Please", "Pls"},
    {"you ", "u "},
    {"your ", "ur "},
    {"because", "cuz"},
    {"Thanks", "thx"},
    {"thanks", "thx"},
    {"I'm", "im"},
    {"don't", "dont"},
    {"can't", "cant"},
    {"doesn't", "doesnt"},
    {"it's", "its"},
    {"I've", "ive"},
    {"tomorrow", "tmrw"},
    {"and ", "& "},
    {"really", "rly"},
    {"message", "msg"},
    {"before", "b4"},
    {"want to", "wanna"},
    {"isn't", "isnt"},
  };
  private static final String[][] HOMOPHONES = {
    {"的", "得"}, {"在", "再"}, {"已经", "己经"}, {"做", "作"}, {"快递", "快第"}, {"客服", "客付"},
    {"质量", "质亮"}, {"什么", "啥"}, {"没有", "木有"}, {"喜欢", "稀饭"}, {"真的", "真滴"}, {"了", "啦"},
    {"好", "hao"}, {"电话", "电活"}, {"地址", "地扯"}, {"退货", "退或"}, {"怎么", "咋"}, {"不", "8"},
  };

  /// The phrase as somebody typed it.
  abstract Phrase disturb(Phrase phrase, RandomGenerator random);

  private static String abbreviate(String text, RandomGenerator random) {
    return abbreviate(abbreviate(text, random, SLANG), random, SLANG);
  }

  /// Replaces the first hit of a random pair, trying a few pairs.
  private static String abbreviate(String text, RandomGenerator random, String[][] pairs) {
    for (int attempt = 0; attempt < 6; attempt++) {
      var pair = pairs[random.nextInt(pairs.length)];
      int at = text.indexOf(pair[0]);
      if (at >= 0) {
        return text.substring(0, at) + pair[1] + text.substring(at + pair[0].length());
      }
    }
    return text;
  }

  /// One slip of the finger between two lower-case letters: swapped, dropped, or doubled.
  private static String slip(String text, RandomGenerator random) {
    if (text.length() < 8) {
      return text;
    }
    int at = 1 + random.nextInt(text.length() - 3);
    char first = text.charAt(at);
    char second = text.charAt(at + 1);
    if (!isSmallLetter(first) || !isSmallLetter(second)) {
      return text;
    }
    var before = text.substring(0, at);
    var after = text.substring(at + 2);
    return switch (random.nextInt(3)) {
      case 0 -> before + second + first + after;
      case 1 -> before + second + after;
      default -> before + first + first + second + after;
    };
  }

  private static String shout(String text) {
    return text.replace(". ", "! ").replaceAll("\\?(?= |$)", "??").replaceAll("\\.$", "!!");
  }

  private static boolean isSmallLetter(char c) {
    return c >= 'a' && c <= 'z';
  }
}
