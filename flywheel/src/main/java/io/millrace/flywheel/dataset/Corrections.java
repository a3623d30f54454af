package io.millrace.flywheel.dataset;

import io.millrace.flywheel.audit.AuditException;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.FeedbackQuery;
import io.millrace.store.control.StoredFeedback;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What people or programs say a call's answer should have been.
@FunctionalInterface
public interface Corrections {
  /// Nobody corrected anything.
  Corrections NONE = _ -> Optional.empty();

  /// The corrected answer of a call, if there is one.
  Optional<String> of(String callId);

  /// What these say, else what others say.
  default Corrections or(Corrections others) {
    return id -> of(id).or(() -> others.of(id));
  }

  /// The corrections that came as feedback by now. Of several of one call the last counts.
  ///
  /// @throws io.millrace.store.StoreException when the store cannot be read
  static Corrections from(ControlStore control) {
    Map<String, String> corrections = new HashMap<>();
    long after = 0;
    List<StoredFeedback> page;
    do {
      page = control.feedback(FeedbackQuery.all(1000).after(after));
      for (StoredFeedback stored : page) {
        String correction = stored.feedback().correction();
        if (correction != null && !stored.feedback().call().isEmpty()) {
          corrections.put(stored.feedback().call(), correction);
        }
        after = stored.id();
      }
    } while (!page.isEmpty());
    return id -> Optional.ofNullable(corrections.get(id));
  }

  /// Reads a file of JSON lines: `id` (or `call`) and `correction` (or `answer`). Of several
  /// corrections of one call the last counts.
  ///
  /// @throws AuditException naming the line that cannot be read
  static Corrections read(Path file) {
    Map<String, String> corrections = new HashMap<>();
    int number = 0;
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        if (!line.isBlank()) {
          JsonNode json = Json.MAPPER.readTree(line);
          JsonNode id = json.path(json.has("id") ? "id" : "call");
          JsonNode answer = json.path(json.has("correction") ? "correction" : "answer");
          if (!id.isString() || answer.isMissingNode() || answer.isNull()) {
            throw new AuditException(
                file + ":" + number + ": id and correction are expected, both as text");
          }
          corrections.put(
              id.stringValue(), answer.isString() ? answer.stringValue() : answer.toString());
        }
      }
    } catch (JacksonException e) {
      throw new AuditException(
          file + ":" + number + ": not JSON (" + e.getOriginalMessage() + ")", e);
    } catch (IOException e) {
      throw new AuditException(file + ": cannot be read (" + e + "); check its name", e);
    }
    return id -> Optional.ofNullable(corrections.get(id));
  }
}
