package io.millrace.console.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ElementTest {
  @Test
  void escapesTextAndAttributes() {
    assertThat(Element.of("p", "\"><i>").text("<b>&\"'").toString())
        .isEqualTo("<p class=\"&quot;&gt;&lt;i&gt;\">&lt;b&gt;&amp;&quot;&#39;</p>");
  }

  @Test
  void replacesWhatHtmlCanNotHold() {
    assertThat(Element.of("p").text("a\u0000\u001b\ud800\u202e\uffffb\n\tc 中😀").toString())
        .isEqualTo("<p>a\ufffd\ufffd\ufffd\ufffd\ufffdb\n\tc 中😀</p>");
  }

  @Test
  void writesShortNumbersInAnyLocale() {
    assertThat(Element.of("rect").attribute("x", 12.5).attribute("y", 100.0).toString())
        .isEqualTo("<rect x=\"12.5\" y=\"100\"></rect>");
    assertThat(Element.of("rect").attribute("x", 0.001).toString()).contains("x=\"0\"");
  }

  @Test
  void doesNotCloseWhatHasNoContent() {
    assertThat(Element.of("meta").attribute("charset", "utf-8").toString())
        .isEqualTo("<meta charset=\"utf-8\">");
  }
}
