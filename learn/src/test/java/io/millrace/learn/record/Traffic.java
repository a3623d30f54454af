package io.millrace.learn.record;

import io.millrace.learn.student.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Made-up record jobs.
final class Traffic {
  private static final List<String> CITIES =
      List.of("Oslo", "New York", "Rome", "San Jose", "Lima", "Cape Town", "Kyiv", "Bonn");
  private static final List<String> DAYS = List.of("today", "tomorrow", "next Friday", "on May 3");
  private static final List<String> DISHES = List.of("ramen", "fish soup", "tacos", "lamb curry");
  private static final List<String> ZH_CITIES = List.of("北京", "上海", "成都", "哈尔滨", "乌鲁木齐");
  private static final List<String> ZH_DAYS = List.of("明天", "后天", "下周五", "五月三日");
  private static final List<String> ZH_NAMES = List.of("王小明", "李雷", "韩梅梅", "欧阳锋");

  private final SplittableRandom random;

  Traffic(long seed) {
    random = new SplittableRandom(seed);
  }

  private String any(List<String> values) {
    return values.get(random.nextInt(values.size()));
  }

  /// An intent with slots in the order of the text; a few answers are wrong or broken.
  List<Example> commands(int count) {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Example example = random.nextBoolean() ? weather() : booking();
      examples.add(i % 50 == 7 ? new Example(example.input(), "{\"intent\": ", 1) : example);
    }
    return examples;
  }

  private Example weather() {
    String city = any(CITIES);
    String day = any(DAYS);
    return random.nextBoolean()
        ? new Example(
            "how warm is it in " + city + " " + day, slots("weather", "city", city, "day", day), 1)
        : new Example(
            day + " will it rain in " + city + "?", slots("weather", "day", day, "city", city), 1);
  }

  private Example booking() {
    String dish = any(DISHES);
    String city = any(CITIES);
    return random.nextBoolean()
        ? new Example(
            "a table with " + dish + " in " + city, slots("booking", "dish", dish, "city", city), 1)
        : new Example("book a place that has " + dish, slots("booking", "dish", dish), 1);
  }

  private static String slots(String intent, String... slots) {
    var out = new StringBuilder("{\"intent\": \"" + intent + "\", \"slots\": {");
    for (int i = 0; i < slots.length; i += 2) {
      out.append(i > 0 ? ", " : "").append('"').append(slots[i]).append("\": \"");
      out.append(slots[i + 1]).append('"');
    }
    return out.append("}}").toString();
  }

  /// Chinese bookings in a fence, indented, fixed keys, null where nothing is said.
  List<Example> bookings(int count) {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String city = any(ZH_CITIES);
      String name = any(ZH_NAMES);
      String day = random.nextInt(3) == 0 ? "" : any(ZH_DAYS);
      boolean train = random.nextBoolean();
      String text =
          random.nextBoolean()
              ? "我是" + name + "，" + day + "要订一张去" + city + (train ? "的高铁票" : "的机票")
              : "请帮" + name + "买" + day + "到" + city + "的" + (train ? "火车票" : "飞机票");
      examples.add(
          new Example(
              text,
              "```json\n{\n  \"类型\": \""
                  + (train ? "火车" : "飞机")
                  + "\",\n  \"目的地\": \""
                  + city
                  + "\",\n  \"日期\": "
                  + (day.isEmpty() ? "null" : '"' + day + '"')
                  + ",\n  \"乘客\": [\""
                  + name
                  + "\"]\n}\n```",
              1));
    }
    return examples;
  }

  /// Lists of spans and nothing else.
  List<Example> mentions(int count) {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<String> cities = new ArrayList<>();
      List<String> dishes = new ArrayList<>();
      var text = new StringBuilder("We");
      for (int n = random.nextInt(4); n > 0; n--) {
        if (random.nextBoolean()) {
          cities.add(any(CITIES));
          text.append(" went to ").append(cities.getLast());
        } else {
          dishes.add(any(DISHES));
          text.append(" ate ").append(dishes.getLast());
        }
      }
      String answer = "{\"places\":" + list(cities) + ",\"food\":" + list(dishes) + "}";
      examples.add(new Example(text.append(" .").toString(), answer, 1));
    }
    return examples;
  }

  private static String list(List<String> values) {
    return values.isEmpty() ? "[]" : "[\"" + String.join("\",\"", values) + "\"]";
  }
}
