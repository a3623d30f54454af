package io.millrace.learn.template;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/// The few words that must be known to tell a job from a house rule: words that any assistant's
/// opening is made of, words that name a task, and words that make a text an instruction.
final class Lexicon {
  private static final Set<String> GENERIC =
      words(
          """
          a an the of to and or in on for from with without is are be been am was as by at it its
          this that these those your yours you i me my we us our they them he she who what when how
          if so not no do does don t s can could should would will shall must may might never always
          any all each every more most very than then there here also only just but about into out
          up please helpful assistant assistants ai chatgpt gpt claude gemini qwen deepseek llama
          mistral kimi large language model models trained created developed built made powered
          openai anthropic google meta alibaba microsoft answer answers answering respond responds
          responding response responses reply replies question questions user users help helps
          helping polite friendly honest harmless accurate accurately concise concisely brief
          briefly short clear clearly detailed detail details knowledgeable professional respectful
          safe truthful possible best ability follow following instructions instruction careful
          carefully think step thoughtful conversation conversations chat chatbot bot human
          knowledge cutoff current currently date today now time provide provides useful virtual
          personal general purpose intelligent smart creative curious artificial intelligence
          between request requests know unsure say good great expert task tasks complete wide
          variety range topics topic information informative relevant ask asks asked give their
          appropriate support supportive make sure ensure kind tone
          """);
  private static final Set<String> TASKS =
      words(
          """
          summarise summarize summary classify classification categorise categorize translate
          translation extract extraction rewrite paraphrase answer explain list identify detect rate
          score label tag generate write correct proofread convert compare rank route moderate
          predict determine decide count shorten expand simplify analyse analyze review evaluate
          grade parse normalise normalize redact anonymise anonymize describe outline transcribe
          title name pick choose select find check verify judge draft reply suggest recommend
          """);
  private static final Set<String> CUES =
      words(
          """
          return respond reply output answer write classify extract summarise summarize translate
          use give mark set put assign print produce treat ignore consider read look determine
          """);
  private static final String[] CHINESE_GENERIC = {
    "人工智能", "语言模型", "通义千问", "深度求索", "文心一言", "月之暗面", "乐于助人", "有帮助", "不知道", "大模型", "阿里云", "机器人", "你是",
    "您是", "一个", "一名", "一位", "有用", "帮助", "智能", "助手", "助理", "大型", "开发", "训练", "创造", "百度", "智谱", "回答",
    "用户", "问题", "提出", "尽量", "尽力", "简洁", "准确", "详细", "友好", "礼貌", "专业", "诚实", "无害", "安全", "可靠", "提供",
    "信息", "中文", "英文", "使用", "根据", "需求", "各种", "任何", "知识", "渊博", "对话", "聊天", "今天", "当前", "日期", "时间",
    "现在", "如果", "不要", "编造", "进行", "可以", "能够", "善于", "擅长", "真实", "清晰", "请", "的", "由", "用", "并", "和",
    "与", "或", "地", "得", "了", "是", "为", "对", "在", "我", "您", "你", "就", "说", "以", "会"
  };
  private static final String[] CHINESE_TASKS = {
    "总结", "摘要", "概括", "分类", "归类", "翻译", "提取", "抽取", "改写", "润色", "回答", "解释", "判断", "识别",
    "评分", "打分", "标注", "生成", "撰写", "纠正", "校对", "转换", "比较", "排序", "审核", "预测", "分析", "评价",
    "打标", "扩写", "缩写", "续写", "检测", "统计", "推荐"
  };
  private static final String[] CHINESE_CUES = {
    "请", "只输出", "只返回", "仅输出", "仅返回", "只回答", "输出格式", "你是", "返回JSON", "不要输出"
  };

  private Lexicon() {}

  private static Set<String> words(String text) {
    return Set.copyOf(List.of(text.strip().split("\\s+", -1)));
  }

  /// The weight of what is not common to any assistant's opening: numbers, marks and generic words
  /// count nothing.
  static double specificWeight(String text) {
    double weight = 0;
    for (int at = 0; at < text.length(); ) {
      int known = chineseAt(text, at, CHINESE_GENERIC);
      if (known > 0) {
        at += known;
        continue;
      }
      int end = Tokens.end(text, at, text.length());
      if (Tokens.shape(text, at, end) == null && Character.isLetter(text.charAt(at))) {
        String word = text.substring(at, end).toLowerCase(Locale.ROOT);
        weight += GENERIC.contains(word) ? 0 : Tokens.weight(text, at, end);
      }
      at = end;
    }
    return weight;
  }

  /// The words of a text that name a task, sorted.
  static Set<String> tasks(String text) {
    var found = new TreeSet<String>();
    for (int at = 0; at < text.length(); ) {
      int known = chineseAt(text, at, CHINESE_TASKS);
      int end = known > 0 ? at + known : Tokens.end(text, at, text.length());
      String word = text.substring(at, end).toLowerCase(Locale.ROOT);
      if (known > 0 || TASKS.contains(word)) {
        found.add(word);
      }
      at = end;
    }
    return found;
  }

  /// Whether a text tells a model what to do, rather than being what it works on: a sentence or
  /// line of it starts with a word of command, or it holds a Chinese one.
  static boolean instructs(String text) {
    boolean starts = true;
    for (int at = 0; at < text.length(); ) {
      if (chineseAt(text, at, CHINESE_CUES) > 0) {
        return true;
      }
      int end = Tokens.end(text, at, text.length());
      String word = text.substring(at, end).toLowerCase(Locale.ROOT);
      if (starts && (CUES.contains(word) || TASKS.contains(word))) {
        return true;
      }
      char c = text.charAt(at);
      starts = ".!?:;\n".indexOf(c) >= 0 || ((c == ' ' || word.equals("please")) && starts);
      at = end;
    }
    return false;
  }

  static boolean generic(String word) {
    return GENERIC.contains(word.toLowerCase(Locale.ROOT));
  }

  private static int chineseAt(String text, int at, String[] phrases) {
    char first = text.charAt(at);
    if (first < '\u4E00' || first > '\u9FFF') {
      return 0;
    }
    for (String phrase : phrases) {
      if (text.startsWith(phrase, at)) {
        return phrase.length();
      }
    }
    return 0;
  }
}
