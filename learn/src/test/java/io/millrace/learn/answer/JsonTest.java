package io.millrace.learn.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class JsonTest {
  @Test
  void readsWhatItWrites() {
    var random = new SplittableRandom(2);
    for (int round = 0; round < 500; round++) {
      Json value = value(random, 3);
      assertThat(Json.parse(value.canonical()).orElseThrow().canonical())
          .isEqualTo(value.canonical());
    }
  }

  @Test
  void refusesWhatIsNotJson() {
    for (String text :
        List.of(
            "",
            " ",
            "{",
            "{\"a\":}",
            "{\"a\":1,}",
            "[1 2]",
            "01",
            "1.",
            "-",
            "tru",
            "\"a",
            "\"\\x\"",
            "\"\\u12g4\"",
            "{\"a\":1,\"a\":2}",
            "{'a':1}",
            "1 1",
            "\"\n\"",
            "[".repeat(100_000),
            "NaN")) {
      assertThat(Json.parse(text)).as(text.substring(0, Math.min(9, text.length()))).isEmpty();
    }
  }

  @Test
  void hasOneSpellingForEqualValues() {
    assertThat(Json.parse(" {\"b\": [1, 2.50],\t\"a\": \"\\u00e9\\/\"}").orElseThrow().canonical())
        .isEqualTo("{\"a\":\"é/\",\"b\":[1,2.50]}");
  }

  private static Json value(SplittableRandom random, int depth) {
    return switch (random.nextInt(depth > 0 ? 6 : 4)) {
      case 0 -> new Json.Str(text(random));
      case 1 -> new Json.Num(random.nextInt() + (random.nextBoolean() ? "" : "e-7"));
      case 2 -> new Json.Bool(random.nextBoolean());
      case 3 -> new Json.Nil();
      case 4 -> {
        List<Json> items = new ArrayList<>();
        for (int n = random.nextInt(4); n > 0; n--) {
          items.add(value(random, depth - 1));
        }
        yield new Json.Arr(items);
      }
      default -> {
        List<Json.Member> members = new ArrayList<>();
        for (int n = random.nextInt(4); n > 0; n--) {
          members.add(new Json.Member(n + text(random), value(random, depth - 1)));
        }
        yield new Json.Obj(members);
      }
    };
  }

  private static String text(SplittableRandom random) {
    var out = new StringBuilder();
    for (int n = random.nextInt(6); n > 0; n--) {
      out.append((char) random.nextInt(random.nextBoolean() ? 128 : 65536));
    }
    return out.toString();
  }
}
