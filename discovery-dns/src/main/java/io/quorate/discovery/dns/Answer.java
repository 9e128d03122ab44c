package io.quorate.discovery.dns;

import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Record;

/**
 * What became of a question.
 *
 * @param question as it was asked
 * @param records those of the type asked for, under the name or what it is an alias of
 * @param additional what the server added unasked
 * @param nameExists false if a server has said that there is no such name
 * @param ttlSeconds how long the records may be used
 * @param problem why nothing, or only a part, has been learnt; empty if a server has answered
 */
record Answer(
    Question question,
    List<Record> records,
    List<Record> additional,
    boolean nameExists,
    long ttlSeconds,
    Optional<String> problem) {

  static Answer failed(Question question, String problem) {
    return new Answer(question, List.of(), List.of(), true, 0, Optional.of(problem));
  }

  Answer butOnlyAPart(String why) {
    return new Answer(question, records, additional, nameExists, ttlSeconds, Optional.of(why));
  }
}
