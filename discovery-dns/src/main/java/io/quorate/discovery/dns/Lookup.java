package io.quorate.discovery.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Type;

/** Looks all configured names up, and makes contact points of their records. */
final class Lookup {
  private final DnsClient client;
  private final DnsOptions options;

  Lookup(DnsClient client, DnsOptions options) {
    this.client = client;
    this.options = options;
  }

  /**
   * Asks for everything.
   *
   * @return by name, of every configured one
   * @throws IOException as {@link DnsClient#ask}
   */
  SortedMap<Name, Found> run() throws IOException {
    return options.services().isEmpty() ? hosts() : services();
  }

  // ---- A and AAAA records

  private SortedMap<Name, Found> hosts() throws IOException {
    SortedMap<Name, Found> found = new TreeMap<>();
    addressesOf(options.hosts()).forEach((name, answers) -> {
      Finding finding = new Finding();
      finding.noteAll(answers);
      finding.noteAbsence(name, "A or AAAA", answers);
      for (Answer answer : answers) {
        answer.records().forEach(record -> finding.address(text(record), options.port()));
      }
      found.put(name, finding.found());
    });
    return found;
  }

  /** Both families of each. */
  private SortedMap<Name, List<Answer>> addressesOf(Iterable<Name> names) throws IOException {
    List<Question> questions = new ArrayList<>();
    for (Name name : names) {
      questions.add(new Question(name, Type.A));
      questions.add(new Question(name, Type.AAAA));
    }
    SortedMap<Name, List<Answer>> answers = new TreeMap<>();
    for (Answer answer : client.ask(questions)) {
      answers.computeIfAbsent(answer.question().name(), n -> new ArrayList<>()).add(answer);
    }
    return answers;
  }

  private static boolean isAddress(Record record) {
    return record instanceof ARecord || record instanceof AAAARecord;
  }

  private static String text(Record record) {
    InetAddress address =
        record instanceof ARecord four ? four.getAddress() : ((AAAARecord) record).getAddress();
    return address.getHostAddress();
  }

  // ---- SRV records

  private SortedMap<Name, Found> services() throws IOException {
    List<Answer> services = client.ask(
        options.services().stream().map(name -> new Question(name, Type.SRV)).toList());
    SortedMap<Name, Finding> findings = new TreeMap<>();
    SortedMap<Name, List<SRVRecord>> usable = new TreeMap<>();
    for (Answer answer : services) {
      Name name = answer.question().name();
      Finding finding = new Finding();
      finding.noteAll(List.of(answer));
      finding.noteAbsence(name, "SRV", List.of(answer));
      findings.put(name, finding);
      usable.put(name, usable(answer, finding));
    }
    if (options.resolveTargets()) {
      resolveTargets(services, usable, findings);
    } else {
      usable.forEach((name, records) ->
          records.forEach(record -> findings.get(name).address(host(record), record.getPort())));
    }
    SortedMap<Name, Found> found = new TreeMap<>();
    findings.forEach((name, finding) -> found.put(name, finding.found()));
    return found;
  }

  /** Priority and weight are no matter of contact points: every member is to be found. */
  private static List<SRVRecord> usable(Answer answer, Finding finding) {
    List<SRVRecord> usable = new ArrayList<>();
    for (Record record : answer.records()) {
      SRVRecord service = (SRVRecord) record;
      String what = answer.question() + " names " + host(service) + " port " + service.getPort();
      if (service.getTarget().equals(Name.root)) {
        finding.problem(answer.question() + ": the service is declared not to be offered");
      } else if (service.getPort() == 0) {
        finding.problem(what + ", at which nobody can be reached");
      } else if (!DnsNames.isHost(host(service))) {
        finding.problem(what + ", which is no host name");
      } else {
        usable.add(service);
      }
    }
    return usable;
  }

  private static String host(SRVRecord record) {
    return record.getTarget().toString(true).toLowerCase(Locale.ROOT);
  }

  /** What the servers have added to their answers need not be asked for. */
  private void resolveTargets(
      List<Answer> services,
      SortedMap<Name, List<SRVRecord>> usable,
      SortedMap<Name, Finding> findings)
      throws IOException {
    SortedMap<Name, SortedSet<String>> known = new TreeMap<>();
    SortedSet<Name> unknown = new TreeSet<>();
    usable.values().forEach(records -> records.forEach(record -> unknown.add(record.getTarget())));
    for (Answer service : services) {
      for (Record record : service.additional()) {
        if (isAddress(record) && unknown.contains(record.getName())) {
          known.computeIfAbsent(record.getName(), n -> new TreeSet<>()).add(text(record));
          findings.get(service.question().name()).usableFor(record.getTTL());
        }
      }
    }
    unknown.removeAll(known.keySet());
    SortedMap<Name, List<Answer>> asked =
        unknown.isEmpty() ? new TreeMap<>() : addressesOf(unknown);
    asked.forEach((target, answers) -> answers.forEach(answer -> answer
        .records()
        .forEach(record -> known.computeIfAbsent(target, n -> new TreeSet<>()).add(text(record)))));
    usable.forEach((name, records) -> {
      Finding finding = findings.get(name);
      for (SRVRecord record : records) {
        Name target = record.getTarget();
        List<Answer> answers = asked.getOrDefault(target, List.of());
        finding.noteAll(answers);
        if (!answers.isEmpty()) {
          finding.noteAbsence(target, "A or AAAA", answers);
        }
        known
            .getOrDefault(target, new TreeSet<>())
            .forEach(address -> finding.address(address, record.getPort()));
      }
    });
  }
}
