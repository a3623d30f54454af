package io.millrace.sandbox;

import java.util.Map;
import java.util.Objects;

/// The constant texts of the jobs' prompts.
final class PromptTexts {

  private static final String SUPPORT =
      """
      You route tickets for the help desk of Larkspur, a maker of smart-home devices. Read the ticket and pick the one queue that should handle it.

      Queues:
      - billing: charges, invoices, payment methods, discounts
      - delivery: parcels on their way, tracking, delivery addresses
      - connectivity: devices that are set up but lose the network
      - refund: returns, withdrawals, money that should come back
      - login: passwords, codes, locked or lost accounts
      - setup: installing, pairing, first use, moving devices
      - app_bug: the app shows wrong things, freezes or crashes
      - subscription: plans, trials, renewals, cancellations of plans
      - damaged: arrived broken, incomplete or used
      - warranty: defects after months of use, repairs
      - product_question: questions before or beside a purchase
      - privacy: personal data, recordings, consent
      - safety: heat, smoke, shocks, anything that can hurt people; always goes first
      - sales: resellers, companies, large orders
      """;

  private static final String RULES_1 =
      """

      Rules: choose by what the customer wants done, not by what is mentioned along the way. Reply with a JSON object of the form {"queue": "<name>"} and nothing else.\
      """;

  private static final String RULES_2 =
      """

      Rules: choose by what the customer wants done, not by what is mentioned along the way. If a customer asks for money back because of damage, choose damaged. Reply with a JSON object of the form {"queue": "<name>"} and nothing else.\
      """;

  private static final String REVIEWS =
      """
      你是电商平台的评论分析助手。请判断买家留言属于哪一类，只输出类别名称，不要输出其他内容。

      类别：
      好评——对商品总体满意
      质量问题——商品本身有缺陷或与描述不符
      物流问题——发货、运输、派送方面的不满
      服务问题——对客服、赠品、发票、价格保护的不满
      退换诉求——明确要求退货、换货或退款
      售前咨询——购买前的提问

      如果同时提到多个方面，以买家最主要的诉求为准。\
      """;

  private static final String ORDERS =
      """
      You read messages that shops and cafes send to a wholesaler and turn them into records. Today is {today}.

      Return one JSON object with these keys, in this order:
      "intent": one of order, change, cancel, status, quote
      "item": the product, exactly as written
      "quantity": the amount, exactly as written, without "of"
      "city": the place of delivery, exactly as written
      "date": the day or time, exactly as written, without "on", "by" or "to"
      Leave out keys that the message says nothing about. Do not correct spelling. No explanations.\
      """;

  private static final String PARCELS =
      """
      你负责从寄件留言中提取下单信息。请输出一个 JSON 对象，字段依次为：收件人、电话、城市、详细地址、物品。
      要求：
      1. 所有内容必须照抄原文，不得改写、补全或纠正；
      2. “城市”包含省名（如有），“详细地址”为城市之后的部分；
      3. “物品”是数组，按出现顺序列出每一样，没有则为空数组；
      4. 其余字段原文没有的就不要输出；
      5. 只输出 JSON。\
      """;

  private static final String COMMENTS =
      """
      You moderate the comments of a community of gardeners and makers. Flag a comment if it insults or threatens a person, gives away somebody's private details, or is advertising or a scam. Harsh words about a thing, about oneself, or in a quotation are fine. Answer with {"flagged": true} or {"flagged": false}.\
      """;

  private static final String HEADLINES =
      """
      请为新闻标题选择频道。可选频道：财经、科技、体育、娱乐、教育、房产、健康、汽车、旅游。

      标题：远舟证券上调评级，三只股票创年内新高
      频道：财经
      标题：启明湾发布掌上翻译机，断网也能用
      频道：科技
      标题：雪豹队补时绝杀，连续四轮不败
      频道：体育
      标题：《无人渡口》杀青，导演落泪致谢
      频道：娱乐
      标题：青郡一中取消早读，学生多睡半小时
      频道：教育
      标题：沐川出台现房销售新规，首批五个楼盘
      频道：房产
      标题：换季总咳嗽？医生教你分清三种情况
      频道：健康

      标题：{input}
      频道：\
      """;

  private static final String ESSAYS =
      """
      You are an experienced teacher. Score the essay of a pupil from 1 (very weak) to 10 (excellent), by how much it moved you. Answer with the number only.\
      """;

  private static final String MINUTES =
      """
      Turn the raw notes of a meeting into minutes of two or three full sentences: what was decided, who does what until when. Keep names as they are. Do not add anything.\
      """;

  private static final Map<String, String> TEXTS =
      Map.of(
          "support.1", SUPPORT + RULES_1,
          "support.2", SUPPORT + RULES_2,
          "reviews", REVIEWS,
          "orders", ORDERS,
          "parcels", PARCELS,
          "comments", COMMENTS,
          "headlines", HEADLINES,
          "essays", ESSAYS,
          "minutes", MINUTES);

  private PromptTexts() {}

  /// The text of a prompt.
  static String of(String name) {
    return Objects.requireNonNull(TEXTS.get(name), name);
  }

  /// Whether a text has the first words of a prompt.
  static boolean anyBeginsLike(String text) {
    return TEXTS.values().stream().anyMatch(prompt -> text.startsWith(prompt.substring(0, 16)));
  }
}
