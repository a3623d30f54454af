package io.millrace.store.calls;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A filter as a condition of SQL with parameters. One thread at a time.
final class FilterSql {
  private final List<String> conditions = new ArrayList<>();
  private final List<Object> values = new ArrayList<>();

  FilterSql(CallFilter filter) {
    conditions.add("true");
    filter.from().ifPresent(at -> add("started >= make_timestamp(?)", CallFileReader.micros(at)));
    filter.until().ifPresent(at -> add("started < make_timestamp(?)", CallFileReader.micros(at)));
    either("model", "served_model", filter.model());
    either("scenario", "named_scenario", filter.scenario());
    filter.tier().ifPresent(tier -> add("coalesce(tier, '') = ?", tier));
    filter.state().ifPresent(state -> add("state = ?", state));
    filter.key().ifPresent(key -> add("coalesce(key, '') = ?", key));
  }

  private void add(String condition, Object value) {
    conditions.add(condition);
    values.add(value);
  }

  private void either(String one, String other, Optional<String> value) {
    value.ifPresent(text -> {
      add("(" + one + " = ? OR " + other + " = ?)", text);
      values.add(text);
    });
  }

  String sql() {
    return String.join(" AND ", conditions);
  }

  void bind(PreparedStatement statement) throws SQLException {
    for (int i = 0; i < values.size(); i++) {
      statement.setObject(i + 1, values.get(i));
    }
  }
}
