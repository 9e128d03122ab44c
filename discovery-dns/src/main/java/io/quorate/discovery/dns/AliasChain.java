package io.quorate.discovery.dns;

import java.util.List;
import java.util.Optional;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Where the aliases (CNAME records) of a question's name lead. A server need not follow them to the
 * end: what it leaves open is asked next.
 */
final class AliasChain {
  /** More than any zone has; a circle has more. */
  private static final int MAX_ALIASES = 8;

  private final Question question;
  private Name end;
  private int aliases;
  private long ttlSeconds = Long.MAX_VALUE;

  AliasChain(Question question) {
    this.question = question;
    this.end = question.name();
  }

  AliasChain copy() {
    AliasChain copy = new AliasChain(question);
    copy.end = end;
    copy.aliases = aliases;
    copy.ttlSeconds = ttlSeconds;
    return copy;
  }

  /** Aliases go round in a circle, or on and on. */
  static final class TooLongException extends Exception {
    private static final long serialVersionUID = 1L;

    TooLongException(Name name) {
      super("more than " + MAX_ALIASES + " aliases follow one another, the last is "
          + name.toString(true));
    }
  }

  /** The name to ask for: the question's, or what it is an alias of as far as is known. */
  Name end() {
    return end;
  }

  /**
   * Follows what a server has answered.
   *
   * @param message the answer to a question for {@link #end}
   * @return the records; empty if the end has moved, and is to be asked for
   */
  Optional<Answer> follow(Message message) throws TooLongException {
    List<Record> records = message.getSection(Section.ANSWER);
    Name asked = end;
    while (true) {
      List<Record> found = at(records, question.type());
      if (!found.isEmpty()) {
        found.forEach(record -> ttlSeconds = Math.min(ttlSeconds, record.getTTL()));
        return Optional.of(answer(found, message, true));
      }
      Optional<Name> target = alias(records);
      if (target.isEmpty()) {
        break;
      }
      if (++aliases > MAX_ALIASES) {
        throw new TooLongException(target.get());
      }
      end = target.get();
    }
    boolean exists = message.getRcode() != Rcode.NXDOMAIN;
    return exists && !end.equals(asked)
        ? Optional.empty()
        : Optional.of(answer(List.of(), message, exists));
  }

  private List<Record> at(List<Record> records, int type) {
    return records.stream()
        .filter(record -> record.getType() == type
            && record.getDClass() == DClass.IN
            && record.getName().equals(end))
        .toList();
  }

  private Optional<Name> alias(List<Record> records) {
    return at(records, Type.CNAME).stream().findFirst().map(record -> {
      ttlSeconds = Math.min(ttlSeconds, record.getTTL());
      return ((CNAMERecord) record).getTarget();
    });
  }

  private Answer answer(List<Record> found, Message message, boolean exists) {
    return new Answer(
        question,
        found,
        message.getSection(Section.ADDITIONAL),
        exists,
        ttlSeconds,
        Optional.empty());
  }
}
