package io.millrace.app.demo;

import io.millrace.app.demo.Frame.Job;
import io.millrace.app.demo.Frame.Stage;
import io.millrace.app.text.Texts;
import io.millrace.console.report.DisplayWidth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Writes a frame for a terminal. Immutable.
///
/// @param width in columns
/// @param height in lines, at most; what does not fit is left out, the least important first
public record View(Texts texts, int width, int height, boolean colour) {
  private static final int STAGE = 15;
  private static final int BAR = 16;
  private static final int COMPARED = 15;
  private static final int SPARK = 14;
  private static final int LABELS = 8;
  private static final int FIXED = 10;

  /// The lines of a frame, none wider than the terminal.
  public List<String> render(Frame frame) {
    int jobs = Math.max(1, frame.jobs().size());
    int left = Math.max(0, height - FIXED - jobs);
    int chart = left >= 12 ? 6 : left >= 8 ? 4 : left >= 5 ? 2 : 0;
    int happened = Math.clamp(left - chart - 1, 0, 10);
    List<String> lines = new ArrayList<>();
    lines.add(title(frame));
    lines.add(Ink.DIM.on(" " + "─".repeat(width - 2), colour));
    figures(frame, lines);
    lines.add("");
    if (chart > 0) {
      chart(frame, chart, lines);
      lines.add(legend());
    } else {
      lines.add("");
    }
    table(frame, lines);
    lines.add("");
    List<Frame.Happening> news = frame.happened();
    news.subList(Math.max(0, news.size() - happened), news.size())
        .forEach(each -> lines.add(happening(each)));
    return lines;
  }

  private String title(Frame frame) {
    String name = " Millrace  ";
    String phase = "● " + texts.say(frame.phase());
    if (frame.progress() >= 0) {
      phase += String.format(Locale.ROOT, " %3.0f%%", 100 * frame.progress());
    }
    String right = frame.address() + "  " + clock(frame.elapsed()) + " ";
    int room = width - DisplayWidth.of(name) - DisplayWidth.of(right) - 1;
    String middle = DisplayWidth.padRight(DisplayWidth.elide(phase, room), room + 1);
    Ink ink = frame.phase().endsWith("shifted") ? Ink.BAD : Ink.GOOD;
    return Ink.BOLD.on(name, colour) + ink.on(middle, colour) + Ink.DIM.on(right, colour);
  }

  private void figures(Frame frame, List<String> lines) {
    Frame.Totals totals = frame.totals();
    String[][] figures = {
      {"demo.calls", String.format(Locale.ROOT, "%,d", totals.calls())},
      {"demo.rate", String.format(Locale.ROOT, "%.0f", totals.perSecond())},
      {"demo.audits", String.format(Locale.ROOT, "%,d", totals.audits())},
      {"demo.now", usd(totals.perHour())},
      {"demo.without", usd(totals.without())},
      {"demo.saved", usd(totals.saved())},
    };
    int each = (width - 2) / figures.length;
    var labels = new StringBuilder(" ");
    var values = new StringBuilder(" ");
    for (String[] figure : figures) {
      String label = DisplayWidth.elide(texts.say(figure[0]), each - 1);
      labels.append(Ink.DIM.on(DisplayWidth.padRight(label, each), colour));
      Ink ink =
          switch (figure[0]) {
            case "demo.now" -> Ink.COST;
            case "demo.saved" -> Ink.GOOD_BOLD;
            default -> Ink.BOLD;
          };
      values.append(ink.on(DisplayWidth.padRight(figure[1], each), colour));
    }
    lines.add(labels.toString());
    lines.add(values.toString());
  }

  private void chart(Frame frame, int rows, List<String> lines) {
    double most = Math.max(Chart.most(frame.cost().spent()), Chart.most(frame.cost().without()));
    List<String> area = Chart.area(frame.cost(), width - LABELS - 3, rows, most, colour);
    for (int i = 0; i < rows; i++) {
      String label =
          i == 0 ? String.format(Locale.ROOT, "$%.0f/h", most) : i == rows - 1 ? "$0" : "";
      lines.add(
          Ink.DIM.on(" " + DisplayWidth.padLeft(label, LABELS - 1) + (i == 0 ? "┤" : "│"), colour)
              + area.get(i));
    }
  }

  private String legend() {
    return " ".repeat(LABELS + 1)
        + Ink.COST.on("█ ", colour)
        + Ink.DIM.on(texts.say("demo.spent") + "   ", colour)
        + Ink.GOOD.on("░ ", colour)
        + Ink.DIM.on(texts.say("demo.not_spent"), colour);
  }

  private int nameWidth() {
    int others = STAGE + BAR + 6 + (comparing() ? COMPARED + 1 : 0) + (charting() ? SPARK : 0);
    return Math.max(8, width - 5 - others);
  }

  /// In a narrow terminal the last columns are left out.
  private boolean charting() {
    return width >= 80;
  }

  private boolean comparing() {
    return width >= 66;
  }

  private void table(Frame frame, List<String> lines) {
    String head =
        " "
            + column("demo.job", nameWidth())
            + column("demo.stage", STAGE)
            + column("demo.share", BAR + 6)
            + (comparing() ? column("demo.compared", COMPARED) : "")
            + (charting() ? texts.say("demo.cost") : "");
    lines.add(Ink.DIM.on(DisplayWidth.elide(head, width), colour));
    if (frame.jobs().isEmpty()) {
      lines.add(Ink.DIM.on(" " + texts.say("demo.no_jobs"), colour));
    }
    frame.jobs().forEach(job -> lines.add(row(job)));
  }

  private String column(String key, int columns) {
    return DisplayWidth.padRight(DisplayWidth.elide(texts.say(key), columns), columns + 1);
  }

  private String row(Job job) {
    String name = job.stage() == Stage.FREE ? texts.say("demo.free") : job.name();
    String shown = DisplayWidth.elide(DisplayWidth.oneLine(name), nameWidth());
    String padded = DisplayWidth.padRight(shown, nameWidth() + 1);
    boolean live = job.stage() != Stage.FREE && job.stage() != Stage.STAYS;
    Ink stage = ink(job.stage());
    return " "
        + (live ? padded : Ink.DIM.on(padded, colour))
        + stage.on(stage(job), colour)
        + " ".repeat(Math.max(0, STAGE + 1 - DisplayWidth.of(stage(job))))
        + bar(job)
        + (comparing() ? DisplayWidth.padRight(compared(job), COMPARED + 1) : "")
        + (charting() ? Ink.COST.on(Chart.spark(job.perHour(), SPARK), colour) : "");
  }

  private String stage(Job job) {
    String text = texts.say("demo.stage." + job.stage().name().toLowerCase(Locale.ROOT));
    boolean growing = job.stage() == Stage.CANARY || job.stage() == Stage.RECOVERING;
    String whole = growing ? text + " " + percent(job.share()) : text;
    return DisplayWidth.elide(job.stage() == Stage.ALARM ? " " + whole + " " : whole, STAGE);
  }

  private static Ink ink(Stage stage) {
    return switch (stage) {
      case LEARNING, STAYS, FREE -> Ink.DIM;
      case CERTIFIED, CANARY, RECOVERING -> Ink.WARN;
      case FULL -> Ink.GOOD;
      case RECOVERED -> Ink.GOOD_BOLD;
      case ALARM -> Ink.ALARM;
      case ROLLED_BACK -> Ink.BAD;
    };
  }

  private String bar(Job job) {
    String filled = Chart.bar(job.answered(), BAR);
    String rest = "·".repeat(BAR - DisplayWidth.of(filled));
    boolean never = job.stage() == Stage.FREE || job.stage() == Stage.STAYS;
    return Ink.GOOD.on(filled, colour)
        + Ink.DIM.on(rest, colour)
        + DisplayWidth.padLeft(never ? "" : percent(job.answered()), 5)
        + "  ";
  }

  private String compared(Job job) {
    if (job.compared() == 0) {
      return "";
    }
    return String.format(Locale.ROOT, "%,d / %,d", job.compared(), job.disagreed());
  }

  private String happening(Frame.Happening each) {
    String text = DisplayWidth.elide(DisplayWidth.oneLine(each.text()), width - 10);
    Ink ink =
        switch (each.tone()) {
          case PLAIN -> Ink.PLAIN;
          case GOOD -> Ink.GOOD;
          case BAD -> Ink.BAD;
          case NEWS -> Ink.NEWS;
        };
    return Ink.DIM.on(" " + clock(each.at()) + "  ", colour) + ink.on(text, colour);
  }

  /// An event on a line of its own, where nothing can be redrawn.
  public String line(Frame.Happening each) {
    return clock(each.at()) + "  " + DisplayWidth.oneLine(each.text());
  }

  /// A frame on one line, where nothing can be redrawn.
  public String line(Frame frame) {
    Frame.Totals totals = frame.totals();
    return texts.say(
        "demo.line",
        "time",
        clock(frame.elapsed()),
        "phase",
        texts.say(frame.phase()),
        "calls",
        String.format(Locale.ROOT, "%,d", totals.calls()),
        "now",
        usd(totals.perHour()),
        "without",
        usd(totals.without()),
        "saved",
        usd(totals.saved()));
  }

  private static String clock(Duration elapsed) {
    return String.format(
        Locale.ROOT, "%02d:%02d", elapsed.toSeconds() / 60, elapsed.toSeconds() % 60);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f%%", 100 * share);
  }

  private static String usd(double amount) {
    String sign = amount < 0 ? "-$" : "$";
    return sign + String.format(Locale.ROOT, "%,.2f", Math.abs(amount));
  }
}
