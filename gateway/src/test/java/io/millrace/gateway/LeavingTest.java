package io.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.CurrencyRate;
import io.millrace.model.Message;
import io.millrace.model.Price;
import io.millrace.model.PriceBucket;
import io.millrace.model.PriceQuote;
import io.millrace.model.PriceRates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LeavingTest {
  private static final Instant NOW = Instant.parse("2026-11-25T08:00:00Z");
  private static final PriceQuote TEACHER =
      quote(PriceRates.of("2", "8").with(PriceBucket.CACHE_READ, "0.2"));
  private static final PriceQuote CHEAPER = quote(PriceRates.of("0.5", "2"));

  private static PriceQuote quote(PriceRates rates) {
    return new PriceQuote(Price.of("a model", rates, "made up"), CurrencyRate.USD);
  }

  @Test
  void aLongWarmConversationStays() {
    // 20,000 at 0.2 and 100 at 2 and 50 at 8, against 20,100 at 0.5 and 50 at 2
    assertThat(Leaving.pays(TEACHER, CHEAPER, 20_000, 100, 50)).isFalse();
    assertThat(Leaving.pays(TEACHER, CHEAPER, 0, 100, 50)).isTrue();
  }

  @Test
  void whatIsNewCountsForLeaving() {
    // per token: staying costs 0.3 less for what is warm, leaving 1.5 less for what is new
    assertThat(Leaving.pays(TEACHER, CHEAPER, 10_000, 1_990, 0)).isFalse();
    assertThat(Leaving.pays(TEACHER, CHEAPER, 10_000, 2_010, 0)).isTrue();
    assertThat(Leaving.pays(TEACHER, CHEAPER, 10_000, 100, 500)).isTrue();
  }

  @Test
  void aShortBeginningIsNotKeptByAnyProvider() {
    assertThat(Leaving.pays(TEACHER, CHEAPER, Leaving.LEAST_KEPT - 1, 10, 0)).isTrue();
    assertThat(Leaving.pays(TEACHER, CHEAPER, Leaving.LEAST_KEPT, 10, 0)).isFalse();
  }

  @Test
  void withoutAPriceForCacheReadsNothingIsLost() {
    PriceQuote plain = quote(PriceRates.of("2", "8"));
    assertThat(Leaving.pays(plain, CHEAPER, 20_000, 100, 50)).isTrue();
    assertThat(Leaving.pays(plain, plain, 20_000, 100, 50)).isFalse();
  }

  @Test
  void aConversationIsKnownByTheMessagesBeforeTheAnswer() {
    var conversations = new Conversations();
    List<Message> first = List.of(new Message("system", "s"), new Message("user", "u"));
    assertThat(conversations.before(first, NOW)).isEmpty();
    conversations.answered(first, "large", NOW);
    assertThat(conversations.before(first, NOW)).isEmpty();
    assertThat(conversations.before(and(first, "u2"), NOW)).contains("large");
    assertThat(conversations.before(and(List.of(new Message("user", "u")), "u2"), NOW)).isEmpty();
    Instant late = NOW.plus(Conversations.WARM).plusSeconds(1);
    assertThat(conversations.before(and(first, "u2"), late)).isEmpty();
    conversations.answered(and(first, "u2"), "small", NOW);
    assertThat(conversations.before(and(and(first, "u2"), "u3"), NOW)).contains("small");
  }

  private static List<Message> and(List<Message> before, String next) {
    var messages = new ArrayList<>(before);
    messages.add(new Message("assistant", "an answer"));
    messages.add(new Message("user", next));
    return messages;
  }

  @Test
  void onlyTheLatestConversationsAreRemembered() {
    var conversations = new Conversations();
    for (int i = 0; i < 5000; i++) {
      conversations.answered(List.of(new Message("user", "u" + i)), "large", NOW);
    }
    assertThat(conversations.before(and(List.of(new Message("user", "u0")), "x"), NOW)).isEmpty();
    assertThat(conversations.before(and(List.of(new Message("user", "u4999")), "x"), NOW))
        .contains("large");
  }
}
