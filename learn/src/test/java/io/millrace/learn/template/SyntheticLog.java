package io.millrace.learn.template;

import io.millrace.model.Message;
import io.millrace.model.Request;
import io.millrace.model.RequestForm;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A made-up log of calls with a known source for each, in time order.
final class SyntheticLog implements RequestSource {
  static final String FREE = "free";

  /// Makes one call of a job at a time from 0 to 1.
  interface Layout {
    List<Message> call(SyntheticLog log, double time);
  }

  record Logged(double time, String source, Request request) {}

  private static final String[] WORDS =
      """
      the order arrived late and box was broken when can we get refund payment account card my is
      not working since yesterday please help with invoice number for new customer in city store
      price went up after meeting market shares report says company will open another office next
      year people like this movie because story feels true but music too loud battery phone screen
      update crashed again tried restart nothing happened team won match final score player injured
      weather rain tomorrow train delayed ticket change seat booking hotel room view breakfast good
      service slow staff friendly food cold pizza delivery driver left parcel neighbour signature
      missing question about warranty terms contract lawyer said clause invalid court decision water
      energy bill doubled solar panels roof installation appointment doctor pain back knee surgery
      """
          .strip()
          .split("\\s+");
  private static final String[] CHINESE =
      """
      昨天 订单 没有 收到 快递 客服 一直 不 回复 希望 尽快 处理 退款 手机 屏幕 坏 了 电池 不耐用 公司 发布
      新 产品 市场 股价 上涨 球队 赢得 比赛 冠军 教练 表示 满意 天气 下雨 航班 延误 酒店 房间 干净 早餐 丰富
      服务 态度 很好 价格 便宜 质量 一般 电影 故事 感人 音乐 好听 学校 考试 成绩 提高 老师 学生 家长 医院
      医生 建议 多 休息 饮食 健康 运动 城市 交通 拥堵 地铁 开通 政府 政策 补贴 农民 丰收 水果 蔬菜
      """
          .strip()
          .split("\\s+");
  private static final String[] STARTS = {
    "I want to know why ", "Can you tell me ", "Hi, ", "Hello, I have a question: ", "The ", "My "
  };

  final SplittableRandom random;
  private final List<Logged> calls = new ArrayList<>();
  private boolean sorted = true;

  SyntheticLog(long seed) {
    random = new SplittableRandom(seed);
  }

  /// Adds the calls of a job, spread over a part of the time.
  SyntheticLog job(String source, int count, double from, double to, Layout layout) {
    for (int i = 0; i < count; i++) {
      double time = random.nextDouble(from, to);
      calls.add(
          new Logged(
              time, source, new Request("large", layout.call(this, time), RequestForm.PLAIN)));
    }
    sorted = false;
    return this;
  }

  SyntheticLog job(String source, int count, Layout layout) {
    return job(source, count, 0, 1, layout);
  }

  /// Adds free conversation: no system prompt, or a generic one; one turn or several.
  SyntheticLog chat(int count) {
    return job(
        FREE,
        count,
        (log, _) -> {
          var messages = new ArrayList<Message>();
          if (log.random.nextBoolean()) {
            messages.add(
                system(
                    log.random.nextBoolean()
                        ? "You are a helpful assistant."
                        : "You are ChatGPT, a large language model trained by OpenAI. Answer as"
                            + " concisely as possible.\nKnowledge cutoff: 2024-06"));
          }
          messages.add(user(log.either()));
          if (log.random.nextInt(4) == 0) {
            messages.add(new Message("assistant", log.either()));
            messages.add(user(log.either()));
          }
          return messages;
        });
  }

  List<Logged> calls() {
    if (!sorted) {
      calls.sort(Comparator.comparingDouble(Logged::time));
      sorted = true;
    }
    return calls;
  }

  @Override
  public void forEach(Consumer<Request> each) {
    calls().forEach(call -> each.accept(call.request()));
  }

  static Message system(String text) {
    return new Message("system", text);
  }

  static Message user(String text) {
    return new Message("user", text);
  }

  String words(int from, int to) {
    int count = random.nextInt(from, to + 1);
    var text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      double skew = random.nextDouble();
      text.append(i == 0 ? "" : random.nextInt(12) == 0 ? ", " : " ");
      text.append(WORDS[(int) (skew * skew * WORDS.length)]);
    }
    return text.toString();
  }

  /// A user's sentence; a third start in one of few ways, most end with a full stop.
  String sentence() {
    String start = random.nextInt(3) == 0 ? STARTS[random.nextInt(STARTS.length)] : "";
    return start + words(3, 25) + (random.nextInt(10) == 0 ? "" : ".");
  }

  String passage() {
    var text = new StringBuilder();
    for (int i = random.nextInt(2, 7); i > 0; i--) {
      text.append(sentence()).append(random.nextInt(4) == 0 ? "\n\n" : " ");
    }
    return text.toString().strip();
  }

  String chinese() {
    var text = new StringBuilder();
    for (int i = random.nextInt(3, 20); i > 0; i--) {
      text.append(CHINESE[random.nextInt(CHINESE.length)]);
      text.append(random.nextInt(8) == 0 ? "，" : "");
    }
    return text + (random.nextBoolean() ? "。" : "");
  }

  String either() {
    return random.nextBoolean() ? sentence() : chinese();
  }

  String date(double time) {
    int day = (int) (time * 40);
    return "2025-%02d-%02d".formatted(3 + day / 28, 1 + day % 28);
  }

  /// What the mining of this log comes to.
  ///
  /// @param index adjusted Rand index over the calls that are not free
  /// @param scenarios how many were found
  /// @param freeTaken the share of free calls given a scenario
  record Score(double index, int scenarios, double freeTaken, List<ScenarioTemplate> found) {}

  Score mine() {
    return mine(MinerOptions.DEFAULT);
  }

  Score mine(MinerOptions options) {
    List<ScenarioTemplate> found = TemplateMiner.mine(this, options);
    ScenarioMatcher matcher = ScenarioMatcher.of(found);
    var truth = new ArrayList<String>();
    var given = new ArrayList<String>();
    int free = 0;
    int taken = 0;
    for (Logged call : calls()) {
      @Nullable Match match = matcher.match(call.request());
      if (call.source().equals(FREE)) {
        free++;
        taken += match == null ? 0 : 1;
      } else {
        truth.add(call.source());
        given.add(match == null ? "none" : match.scenarioId());
      }
    }
    return new Score(
        adjustedRandIndex(truth, given),
        found.size(),
        free == 0 ? 0 : taken / (double) free,
        found);
  }

  static double adjustedRandIndex(List<String> a, List<String> b) {
    Map<String, Long> both = new HashMap<>();
    Map<String, Long> left = new HashMap<>();
    Map<String, Long> right = new HashMap<>();
    for (int i = 0; i < a.size(); i++) {
      both.merge(a.get(i) + '\0' + b.get(i), 1L, Long::sum);
      left.merge(a.get(i), 1L, Long::sum);
      right.merge(b.get(i), 1L, Long::sum);
    }
    double all = pairs(a.size());
    double expected = pairs(left) * pairs(right) / all;
    double most = (pairs(left) + pairs(right)) / 2;
    return most == expected
        ? (left.size() == right.size() ? 1 : 0)
        : (pairs(both) - expected) / (most - expected);
  }

  private static double pairs(Map<String, Long> counts) {
    return counts.values().stream().mapToDouble(SyntheticLog::pairs).sum();
  }

  private static double pairs(double n) {
    return n * (n - 1) / 2;
  }
}
