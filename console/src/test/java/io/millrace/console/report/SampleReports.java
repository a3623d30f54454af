package io.millrace.console.report;

import io.millrace.flywheel.report.AuditReport;
import io.millrace.flywheel.report.AuditReport.Counts;
import io.millrace.flywheel.report.AuditReport.CurvePoint;
import io.millrace.flywheel.report.AuditReport.Field;
import io.millrace.flywheel.report.AuditReport.Floor;
import io.millrace.flywheel.report.AuditReport.Latency;
import io.millrace.flywheel.report.AuditReport.Mistake;
import io.millrace.flywheel.report.AuditReport.ModelSpend;
import io.millrace.flywheel.report.AuditReport.Part;
import io.millrace.flywheel.report.AuditReport.Reason;
import io.millrace.flywheel.report.AuditReport.Scenario;
import io.millrace.flywheel.report.AuditReport.Shape;
import io.millrace.flywheel.report.AuditReport.Status;
import io.millrace.flywheel.report.AuditReport.StudentView;
import io.millrace.flywheel.report.AuditReport.Template;
import io.millrace.flywheel.report.AuditReport.Terms;
import io.millrace.flywheel.report.AuditReport.Traffic;
import io.millrace.flywheel.report.AuditReport.Truth;
import io.millrace.flywheel.report.AuditReport.Unpriced;
import io.millrace.flywheel.report.Timings;
import io.millrace.model.Certificate;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Made-up reports: believable ones and awkward ones.
final class SampleReports {
  static final String HOSTILE = "<script>alert('x')</script>\"&amp;\u001b[31m\u202e\u0000]]>--><b>";
  private static final Instant FROM = Instant.parse("2026-11-02T01:10:00Z");
  private static final Instant EDITED = Instant.parse("2026-11-10T03:00:00Z");
  private static final Instant CERTIFY = Instant.parse("2026-11-12T16:20:00Z");
  private static final Instant TO = Instant.parse("2026-11-16T22:41:00Z");

  private SampleReports() {}

  /// Two weeks of an English and a Chinese product: every status, shape and block occurs.
  static AuditReport shop() {
    List<Scenario> scenarios =
        List.of(tickets(), orders(), summaries(), articles(), chineseIntents(), legal(), reviews());
    return report(scenarios, traffic(scenarios, 1_932, "38.1174", 214));
  }

  static AuditReport empty() {
    return report(List.of(), traffic(List.of(), 412, "0.92", 0));
  }

  /// The same jobs, but no model has a price.
  static AuditReport unpriced() {
    List<Scenario> scenarios =
        List.of(tickets(), legal()).stream()
            .map(s -> priced(s, BigDecimal.ZERO, s.calls(), BigDecimal.ZERO))
            .toList();
    long calls = scenarios.stream().mapToLong(Scenario::calls).sum();
    Traffic traffic =
        new Traffic(
            calls,
            0,
            Map.of(),
            FROM,
            TO,
            BigDecimal.ZERO,
            calls,
            List.of(
                new Unpriced("teacher-large", "no_price", calls - 40),
                new Unpriced("house-model", "no_rate", 40)),
            List.of(),
            0,
            BigDecimal.ZERO,
            "built-in 2026-11");
    return report(scenarios, traffic);
  }

  /// No call at all: what a report of nothing would be.
  static AuditReport nothing() {
    Traffic traffic =
        new Traffic(
            0,
            3,
            Map.of("broken", 3L),
            null,
            null,
            BigDecimal.ZERO,
            0,
            List.of(),
            List.of(),
            0,
            BigDecimal.ZERO,
            "built-in 2026-11");
    return report(List.of(), traffic);
  }

  static AuditReport many(int jobs) {
    List<Scenario> kinds =
        List.of(tickets(), orders(), articles(), chineseIntents(), legal(), reviews(), summaries());
    List<Scenario> scenarios =
        IntStream.range(0, jobs).mapToObj(i -> renamed(kinds.get(i % kinds.size()), i)).toList();
    return report(scenarios, traffic(scenarios, 10, "0.1", 0));
  }

  /// Every text that comes from a log tries to break out of the page or the terminal.
  static AuditReport hostile() {
    Scenario base = tickets();
    Certificate certificate = certificate(1);
    Scenario scenario =
        new Scenario(
            HOSTILE,
            HOSTILE,
            base.calls(),
            base.distinctInputs(),
            base.spendUsd(),
            1,
            HOSTILE,
            List.of(
                template(FROM, EDITED, part("role", HOSTILE), part("text", HOSTILE)),
                template(EDITED, TO, part("text", "a " + HOSTILE), part(HOSTILE, HOSTILE))),
            new Shape(
                "label", HOSTILE, List.of(HOSTILE, "\ud800"), List.of(field(HOSTILE, HOSTILE, 1))),
            Status.CERTIFIED,
            new Reason(HOSTILE, Map.of("why", HOSTILE, "answer", HOSTILE)),
            base.counts(),
            base.floor(),
            base.latency(),
            new StudentView(
                HOSTILE, List.of(HOSTILE), true, 1, 0.5, 1, 1, 0.5, 0.5, List.of(HOSTILE)),
            base.curve(),
            new Certificate(
                HOSTILE,
                0.1,
                0.05,
                "record",
                HOSTILE,
                10,
                9,
                0,
                0,
                0.09,
                0.5,
                HOSTILE,
                0.01,
                1,
                0.03,
                7,
                certificate.from(),
                certificate.to(),
                HOSTILE,
                HOSTILE),
            0.9,
            BigDecimal.ONE,
            List.of(new Mistake(HOSTILE, HOSTILE, HOSTILE, 0.5, true)),
            null);
    Traffic traffic =
        new Traffic(
            10,
            1,
            Map.of(HOSTILE, 1L),
            FROM,
            TO,
            BigDecimal.TEN,
            1,
            List.of(new Unpriced(HOSTILE, HOSTILE, 1)),
            List.of(new ModelSpend(HOSTILE, 9, BigDecimal.TEN)),
            0,
            BigDecimal.ZERO,
            HOSTILE);
    return report(List.of(scenario), traffic);
  }

  static AuditReport with(Reason reason) {
    List<Scenario> scenarios = List.of(because(legal(), reason));
    return report(scenarios, traffic(scenarios, 0, "0", 0));
  }

  static AuditReport terms(AuditReport report, String promise, String loss, boolean joint) {
    Terms t = report.terms();
    Terms terms =
        new Terms(
            t.alpha(),
            t.delta(),
            promise,
            loss,
            t.students(),
            t.seed(),
            joint,
            t.auditRate(),
            t.coreHourUsd());
    return new AuditReport(terms, report.traffic(), report.scenarios());
  }

  static Timings timings() {
    return new Timings(
        Map.of("read", 1_210L, "learn", 40_020L, "total", 61_870L),
        Map.of("sc-tickets", 31.4, "sc-orders", 88.0, "sc-intents", 6_420.0, "sc-reviews", 22.1),
        Map.of("sc-tickets", 5_400L),
        812_000_000L);
  }

  private static AuditReport report(List<Scenario> scenarios, Traffic traffic) {
    Terms terms =
        new Terms(0.1, 0.05, "selective", "record", "all", 7, false, 0.02, new BigDecimal("0.04"));
    return new AuditReport(terms, traffic, scenarios);
  }

  private static Traffic traffic(
      List<Scenario> scenarios, long freeCalls, String freeSpend, long unpriced) {
    BigDecimal free = new BigDecimal(freeSpend);
    BigDecimal spend = scenarios.stream().map(Scenario::spendUsd).reduce(free, BigDecimal::add);
    long calls = freeCalls + scenarios.stream().mapToLong(Scenario::calls).sum();
    return new Traffic(
        calls,
        unpriced == 0 ? 0 : 3,
        unpriced == 0 ? Map.of() : Map.of("broken", 2L, "too_long", 1L, "cut_short", 1L),
        FROM,
        TO,
        spend,
        unpriced,
        unpriced == 0 ? List.of() : List.of(new Unpriced("house-model-7b", "no_price", unpriced)),
        List.of(
            new ModelSpend("teacher-large", Math.max(0, calls - 900), spend.subtract(free)),
            new ModelSpend("teacher-medium", 900, free)),
        freeCalls,
        free,
        "built-in 2026-11-01");
  }

  static Scenario tickets() {
    String rules =
        "You are the first-line router of a household-goods shop. Read the customer's message and"
            + " answer with exactly one queue as JSON, for example {\"queue\": \"refund\"}.\n\n"
            + "Queues:\n- refund: money back, in full or in part\n- delivery: where is it, late,"
            + " wrong address\n- defect: broken, missing parts, does not work\n- invoice: receipts"
            + " and tax papers\n- account: sign-in, addresses, data\n- advice: questions before"
            + " buying\n\nRules:\n1. Choose the queue of the first thing the customer asks for.\n"
            + "2. A broken item with a wish for money back is a refund.\n3. Never invent a queue.";
    String edit = "\n4. Messages about gift cards belong to invoice.";
    return new Scenario(
        "sc-tickets",
        "Route a household-goods shop's customer message",
        12_480,
        11_903,
        new BigDecimal("148.203110000000"),
        0,
        "teacher-large",
        List.of(
            template(
                FROM,
                EDITED,
                part("role", "system"),
                part("text", rules),
                part("role", "user"),
                part("text", "Message received on "),
                part("volatile", ""),
                part("text", ":\n"),
                part("input", "")),
            template(
                EDITED,
                TO,
                part("role", "system"),
                part("text", rules + edit),
                part("role", "user"),
                part("text", "Message received on "),
                part("volatile", ""),
                part("text", ":\n"),
                part("input", ""))),
        new Shape(
            "label",
            "json",
            List.of("delivery", "refund", "defect", "advice", "account", "invoice"),
            List.of()),
        Status.CERTIFIED,
        new Reason("certified", Map.of()),
        new Counts(12, 31, 0, 4, 220, 9),
        new Floor(577, 17),
        new Latency(912, 1_840),
        new StudentView(
            "label",
            List.of("ngram", "tokens"),
            false,
            7_140,
            0.941,
            5_820_400,
            1_204_116,
            0.944,
            0.943,
            List.of(
                "ngram alone: 0.88 covered at 10%",
                "ngram + tokens: 0.97 covered at 10%, chosen",
                "encoder: not tried, the cheaper one covers 0.95")),
        curve(0.001, 0.059),
        certificate(1),
        0.9655,
        new BigDecimal("138.775021"),
        List.of(
            new Mistake(
                "My d••••••• a••••• with o•• leg too s••••, c•• I r••••• it?",
                "{\"queue\": \"refund\"}",
                "{\"queue\": \"defect\"}",
                0.713,
                true),
            new Mistake(
                "W•••• do I f••• the r•••••• for l••• y•••?",
                "{\"queue\": \"account\"}",
                "{\"queue\": \"invoice\"}",
                0.5512,
                true),
            new Mistake(
                "It is for a g•••, h•• do I p•• the v••••••?",
                "{\"queue\": \"advice\"}",
                "{\"queue\": \"invoice\"}",
                0.3121,
                false)),
        new Truth(true, 400, 380, 12, 14, 0.0181, true));
  }

  static Scenario orders() {
    return new Scenario(
        "sc-orders",
        "Extract order, items and date from a mail",
        6_210,
        6_044,
        new BigDecimal("96.4402"),
        0,
        "teacher-large",
        List.of(
            template(
                FROM,
                TO,
                part("role", "user"),
                part("text", "Extract the fields as JSON. Mail:\n"),
                part("input", ""),
                part("text", "\nJSON:"))),
        new Shape(
            "record",
            "",
            List.of(),
            List.of(
                field("kind", "label", 1),
                field("order_number", "span", 0.93),
                field("items", "span_list", 0.7142),
                field("delivery_date", "span", 0.221))),
        Status.CERTIFIED,
        new Reason("certified", Map.of()),
        new Counts(0, 0, 0, 0, 0, 0),
        new Floor(0, 0),
        new Latency(1_430, 3_900),
        new StudentView(
            "record",
            List.of("tagger"),
            false,
            3_600,
            0.834,
            9_100_000,
            2_400_000,
            0.841,
            0.840,
            List.of()),
        curve(0.012, 0.166),
        new Certificate(
            "selective",
            0.1,
            0.05,
            "record",
            "distinct_inputs",
            1_208,
            921,
            70,
            70,
            0.0937,
            0.5575,
            "clopper-pearson, fixed sequence",
            0.0081,
            2,
            0.0075990887,
            7,
            CERTIFY,
            TO,
            hash("c"),
            hash("d")),
        0.7624,
        new BigDecimal("70.9033"),
        List.of(),
        new Truth(false, 120, 90, 6, 3, Double.NaN, false));
  }

  static Scenario articles() {
    List<Part> parts = new ArrayList<>();
    parts.add(part("role", "system"));
    parts.add(part("text", "Assign one of the shelf codes. ".repeat(90)));
    parts.add(part("role", "user"));
    parts.add(part("input", ""));
    List<String> labels =
        IntStream.range(0, 150).mapToObj(i -> "shelf-" + (char) ('a' + i % 26) + i).toList();
    return new Scenario(
        "sc-articles",
        "Assign one of 150 shelf codes to an article description of any length",
        4_018,
        3_990,
        new BigDecimal("61.99"),
        0,
        "teacher-large",
        List.of(new Template(parts, 4_018, FROM, TO)),
        new Shape("label", "bare", labels, List.of()),
        Status.NOT_CERTIFIED,
        new Reason("certify_failed", Map.of("risk", "0.0934", "more", "2150")),
        new Counts(3, 0, 0, 0, 0, 0),
        new Floor(28, 2),
        new Latency(640, 900),
        new StudentView(
            "label",
            List.of("ngram"),
            false,
            2_400,
            0.61,
            4_000_000,
            900_000,
            0.62,
            0.62,
            List.of()),
        curve(0.05, 0.41),
        null,
        0,
        BigDecimal.ZERO,
        List.of(),
        null);
  }

  static Scenario chineseIntents() {
    return new Scenario(
        "sc-intents",
        "判断用户留言的意图（家电售后）",
        3_377,
        3_102,
        new BigDecimal("22.7781"),
        0,
        "teacher-medium",
        List.of(
            template(
                FROM,
                EDITED,
                part("role", "system"),
                part("text", "你是家电售后客服。请判断用户留言的意图，只回答一个类别。今天是"),
                part("volatile", ""),
                part("text", "。"),
                part("role", "user"),
                part("input", "")),
            template(
                EDITED,
                TO,
                part("role", "system"),
                part("text", "你是家电售后客服。请判断用户留言的主要意图，只回答一个类别，不要解释。今天是"),
                part("volatile", ""),
                part("text", "。"),
                part("role", "user"),
                part("input", ""))),
        new Shape("label", "bare", List.of("报修", "退换货", "安装预约", "使用咨询", "投诉"), List.of()),
        Status.CERTIFIED,
        new Reason("certified", Map.of()),
        new Counts(0, 0, 0, 0, 0, 0),
        new Floor(275, 9),
        new Latency(480, 1_120),
        new StudentView(
            "label",
            List.of("ngram", "bge-small-zh"),
            true,
            1_860,
            0.902,
            24_600_000,
            24_600_000,
            0.905,
            0.905,
            List.of()),
        curve(0.01, 0.098),
        new Certificate(
            "selective",
            0.1,
            0.05,
            "record",
            "distinct_inputs",
            620,
            551,
            36,
            36,
            0.0876,
            0.4845,
            "clopper-pearson, fixed sequence",
            0.0044,
            1,
            0.0303963551,
            7,
            CERTIFY,
            TO,
            hash("e"),
            hash("f")),
        0.8887,
        new BigDecimal("19.4012"),
        List.of(new Mistake("洗•机•水•漏•，什•时候•人来？", "报修", "投诉", 0.662, true)),
        null);
  }

  static Scenario legal() {
    return new Scenario(
        "sc-legal",
        "Say whether a clause limits liability",
        310,
        306,
        new BigDecimal("18.02"),
        0,
        "teacher-large",
        List.of(
            template(FROM, TO, part("role", "user"), part("text", "Clause: "), part("input", ""))),
        new Shape("label", "sentence", List.of("yes", "no"), List.of()),
        Status.NOT_CERTIFIED,
        new Reason("too_few_to_certify", Map.of("have", "61", "need", "167", "risk", "0.04")),
        new Counts(0, 0, 0, 0, 0, 0),
        new Floor(4, 0),
        null,
        null,
        List.of(),
        null,
        0,
        BigDecimal.ZERO,
        List.of(),
        null);
  }

  static Scenario reviews() {
    return new Scenario(
        "sc-reviews",
        "Rate a review's tone from very bad to very good",
        2_904,
        2_871,
        new BigDecimal("11.4"),
        40,
        "teacher-medium",
        List.of(
            template(FROM, TO, part("role", "user"), part("text", "Review: "), part("input", ""))),
        new Shape("label", "bare", List.of("good", "very good", "neutral", "bad"), List.of()),
        Status.NOT_CERTIFIED,
        new Reason("levels_off", Map.of("risk", "0.213", "alpha", "0.1")),
        new Counts(0, 0, 0, 0, 0, 0),
        new Floor(33, 7),
        new Latency(300, 420),
        new StudentView(
            "label", List.of("ngram"), false, 1_700, 0.52, 800_000, 200_000, 0.52, 0.52, List.of()),
        curve(0.2, 0.48),
        null,
        0,
        BigDecimal.ZERO,
        List.of(),
        null);
  }

  static Scenario summaries() {
    return new Scenario(
        "sc-summaries",
        "Summarise a support thread for hand-over",
        1_120,
        1_120,
        new BigDecimal("84.51"),
        0,
        "teacher-large",
        List.of(
            template(
                FROM,
                TO,
                part("role", "system"),
                part("text", "Summarise the thread in five sentences."),
                part("role", "user"),
                part("input", ""))),
        new Shape("text", "", List.of(), List.of()),
        Status.NOT_LEARNABLE,
        new Reason("text_answers", Map.of("why", "long_free_text")),
        new Counts(88, 2, 0, 0, 0, 0),
        new Floor(0, 0),
        new Latency(6_200, 11_000),
        null,
        List.of(),
        null,
        0,
        BigDecimal.ZERO,
        List.of(),
        null);
  }

  private static Certificate certificate(int attempt) {
    return new Certificate(
        "selective",
        0.1,
        0.05,
        "record",
        "distinct_inputs",
        2_380,
        2_298,
        101,
        101,
        0.05221,
        0.4375,
        "clopper-pearson, fixed sequence",
        1.2e-9,
        attempt,
        0.0303963551,
        7,
        CERTIFY,
        TO,
        hash("a"),
        hash("b"));
  }

  private static String hash(String digit) {
    return "9f2" + digit.repeat(61);
  }

  private static Field field(String path, String kind, double presence) {
    return new Field(path, kind, presence);
  }

  private static Part part(String kind, String text) {
    return new Part(kind, text);
  }

  private static Template template(Instant first, Instant last, Part... parts) {
    return new Template(List.of(parts), 4_000, first, last);
  }

  /// A curve that rises from one risk to another, faster towards the end.
  private static List<CurvePoint> curve(double low, double high) {
    List<CurvePoint> points = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      double coverage = i / 20.0;
      double risk = low + (high - low) * Math.pow(coverage, 3);
      points.add(new CurvePoint(coverage, risk, 1 - coverage * 0.58));
    }
    return points;
  }

  private static Scenario priced(Scenario s, BigDecimal spend, long unpriced, BigDecimal saving) {
    return copy(s, s.id(), s.name(), s.reason(), spend, unpriced, saving, s.certificate());
  }

  private static Scenario renamed(Scenario s, int i) {
    return copy(
        s,
        s.id() + i,
        (i + 1) + " " + s.name(),
        s.reason(),
        s.spendUsd(),
        s.unpricedCalls(),
        s.savingUsd(),
        s.certificate());
  }

  private static Scenario because(Scenario s, Reason reason) {
    return copy(
        s,
        s.id(),
        s.name(),
        reason,
        s.spendUsd(),
        s.unpricedCalls(),
        s.savingUsd(),
        s.certificate());
  }

  private static Scenario copy(
      Scenario s,
      String id,
      String name,
      Reason reason,
      BigDecimal spend,
      long unpriced,
      BigDecimal saving,
      @Nullable Certificate certificate) {
    return new Scenario(
        id,
        name,
        s.calls(),
        s.distinctInputs(),
        spend,
        unpriced,
        s.teacher(),
        s.templates(),
        s.shape(),
        s.status(),
        reason,
        s.counts(),
        s.floor(),
        s.latency(),
        s.student(),
        s.curve(),
        certificate,
        s.coverage(),
        saving,
        s.mistakes(),
        s.truth());
  }
}
