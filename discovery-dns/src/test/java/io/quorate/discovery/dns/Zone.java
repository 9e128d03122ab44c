package io.quorate.discovery.dns;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Master;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Records as a zone file has them, and the answers that an honest server makes of them. */
final class Zone implements TestDnsServer.Responder {
  private static final int MAX_UDP_BYTES = 512;

  private final List<Record> records = new ArrayList<>();
  private final boolean followsAliases;
  private final boolean addsAddresses;

  private Zone(boolean followsAliases, boolean addsAddresses, String... lines) {
    this.followsAliases = followsAliases;
    this.addsAddresses = addsAddresses;
    byte[] text = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    try (Master master = new Master(new ByteArrayInputStream(text))) {
      for (Record next = master.nextRecord(); next != null; next = master.nextRecord()) {
        records.add(next);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** For example {@code raft.example. 30 IN A 10.0.0.1}. */
  static Zone of(String... lines) {
    return new Zone(true, false, lines);
  }

  /** Answers an alias with the alias alone. */
  static Zone ofAliasesNotFollowed(String... lines) {
    return new Zone(false, false, lines);
  }

  /** Adds the addresses of targets. */
  static Zone withAdditional(String... lines) {
    return new Zone(true, true, lines);
  }

  /** So many SRV records that a datagram has no room for them. */
  static Zone ofManyMembers(int count) {
    List<String> lines = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      lines.add("_raft._tcp.example. 30 IN SRV 0 0 " + (8000 + i) + " member-" + i + ".example.");
    }
    return of(lines.toArray(String[]::new));
  }

  @Override
  public void answer(TestDnsServer.Query query) {
    query.reply(wire(query.message(), query.overTcp()));
  }

  byte[] wire(Message query, boolean overTcp) {
    Message answer = message(query);
    return overTcp ? answer.toWire() : cutOff(answer).toWire();
  }

  /** As many records as a datagram has room for, as most servers send them. */
  private static Message cutOff(Message answer) {
    while (answer.toWire().length > MAX_UDP_BYTES) {
      answer.getHeader().setFlag(Flags.TC);
      int section =
          answer.getSection(Section.ADDITIONAL).isEmpty() ? Section.ANSWER : Section.ADDITIONAL;
      List<Record> all = answer.getSection(section);
      answer.removeAllRecords(section);
      all.subList(0, all.size() / 2).forEach(record -> answer.addRecord(record, section));
    }
    return answer;
  }

  Message message(Message query) {
    Message answer = new Message(query.getHeader().getID());
    answer.getHeader().setFlag(Flags.QR);
    answer.getHeader().setFlag(Flags.RA);
    answer.addRecord(query.getQuestion(), Section.QUESTION);
    int type = query.getQuestion().getType();
    Name at = query.getQuestion().getName();
    List<Record> found = at(at, type);
    while (found.isEmpty() && !at(at, Type.CNAME).isEmpty() && answerHasRoom(answer)) {
      Record alias = at(at, Type.CNAME).get(0);
      answer.addRecord(alias, Section.ANSWER);
      if (!followsAliases) {
        return answer;
      }
      at = ((CNAMERecord) alias).getTarget();
      found = at(at, type);
    }
    found.forEach(record -> answer.addRecord(record, Section.ANSWER));
    Name end = at;
    if (records.stream().noneMatch(record -> record.getName().equals(end))) {
      answer.getHeader().setRcode(Rcode.NXDOMAIN);
    }
    if (addsAddresses && type == Type.SRV) {
      for (Record record : found) {
        Name target = ((SRVRecord) record).getTarget();
        at(target, Type.A).forEach(address -> answer.addRecord(address, Section.ADDITIONAL));
        at(target, Type.AAAA).forEach(address -> answer.addRecord(address, Section.ADDITIONAL));
      }
    }
    return answer;
  }

  /** A circle of aliases is followed for a while. */
  private static boolean answerHasRoom(Message answer) {
    return answer.getSection(Section.ANSWER).size() < 12;
  }

  private List<Record> at(Name name, int type) {
    return records.stream()
        .filter(record -> record.getName().equals(name) && record.getType() == type)
        .toList();
  }
}
