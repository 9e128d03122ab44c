package io.quorate.sim.script;

import io.quorate.engine.raft.RaftGroup;
import io.quorate.engine.raft.RoleName;
import io.quorate.spi.EntryRecord;
import io.quorate.spi.HardState;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.function.Function;

/** Reads an {@code expect}, and compares when it is carried out. */
final class Expectations {
  private static final List<String> ROLES =
      List.of("follower", "pre-candidate", "candidate", "leader", "down");
  private static final List<String> PROPERTIES = List.of(
      "term",
      "vote",
      "follows",
      "commit",
      "heard",
      "reads",
      "last",
      "begins",
      "durable",
      "writes",
      "log",
      "disk-term",
      "disk-vote",
      "disk-log",
      "match",
      "next",
      "window",
      "lease",
      "members",
      "answered",
      "applied",
      "alike");

  private final Words words;
  private final SortedSet<Integer> ids;

  Expectations(Words words, SortedSet<Integer> ids) {
    this.words = words;
    this.ids = ids;
  }

  Steps.Action read() {
    if (words.accept("message")) {
      Selector selector = Selector.read(words, ids);
      return cluster -> {
        if (cluster.mail().find(selector).isEmpty()) {
          throw different("a message " + selector, "none\n" + cluster.mail().contents());
        }
      };
    }
    if (words.accept("messages")) {
      long count = words.number("how many messages");
      Selector selector = Selector.read(words, ids);
      return cluster -> {
        int actual = cluster.mail().find(selector).size();
        if (actual != count) {
          throw different(
              count + " messages " + selector, actual + "\n" + cluster.mail().contents());
        }
      };
    }
    if (words.accept("no")) {
      words.oneOf("what should not be", "message", "messages");
      Selector selector = words.atEnd() ? Selector.link(0, 0) : Selector.read(words, ids);
      return cluster -> {
        if (!cluster.mail().find(selector).isEmpty()) {
          throw different("no message " + selector, cluster.mail().contents().strip());
        }
      };
    }
    if (words.accept("leaders")) {
      String wanted = words.accept("none") ? "" : Words.list(words.nodes(ids));
      return cluster -> compare("leaders", wanted, leaders(cluster));
    }
    if (words.accept("proposal")) {
      return proposal();
    }
    SortedSet<Integer> nodes = words.nodes(ids);
    List<Steps.Action> all = new ArrayList<>();
    do {
      all.add(property(nodes));
    } while (!words.atEnd());
    return cluster -> all.forEach(action -> action.run(cluster));
  }

  private static ScriptException different(String expected, String actual) {
    return new ScriptException(
        "this is not as expected\n  expected  " + expected + "\n  actual    " + actual);
  }

  private static void compare(String what, String expected, String actual) {
    if (!expected.equals(actual)) {
      throw different(
          (what + " " + (expected.isEmpty() ? "none" : expected)).strip(),
          (what + " " + (actual.isEmpty() ? "none" : actual)).strip());
    }
  }

  private static String leaders(ScriptCluster cluster) {
    List<Integer> leaders = new ArrayList<>();
    for (ScriptNode node : cluster.nodes()) {
      if (node.isUp() && node.group().role() == RoleName.LEADER) {
        leaders.add(node.id());
      }
    }
    return Words.list(leaders);
  }

  private Steps.Action proposal() {
    String text = words.next("a command");
    String status =
        words.oneOf("what became of it", "committed", "appended", "refused", "replaced");
    String wanted = status + (words.atNumber() ? " " + words.number("an index") : "");
    return cluster -> {
      String actual = cluster.proposals().status(text);
      if (actual.isEmpty()) {
        throw new ScriptException("nobody proposed \"" + text + "\"");
      }
      boolean indexWanted = wanted.indexOf(' ') > 0;
      compare("proposal " + text, wanted, indexWanted ? actual : actual.split(" ")[0]);
    };
  }

  // ---- properties of nodes

  private Steps.Action property(SortedSet<Integer> nodes) {
    List<String> known = new ArrayList<>(ROLES);
    known.addAll(PROPERTIES);
    String property = words.oneOf("something to expect", known.toArray(new String[0]));
    if (ROLES.contains(property)) {
      return check(nodes, "", property, Expectations::roleOf);
    }
    return switch (property) {
      case "term" -> number(nodes, property, node -> node.group().hardState().term());
      case "commit" -> number(nodes, property, node -> node.group().commitIndex());
      case "heard" -> number(nodes, property, node -> node.group().heardCommitIndex());
      case "reads" -> number(nodes, property, node -> (long) node.readsUnderWay());
      case "last" -> number(nodes, property, node -> node.group().lastIndex());
      case "begins" -> number(nodes, property, node -> node.group().boundary().index() + 1);
      case "durable" -> number(nodes, property, node -> node.group().durableIndex());
      case "writes" -> number(nodes, property, node -> (long) node.writesUnderWay());
      case "disk-term" -> number(nodes, property, node -> onDisk(node).term());
      case "vote" ->
        peer(nodes, property, node -> StateText.node(node.group().hardState().vote()));
      case "disk-vote" ->
        peer(nodes, property, node -> StateText.node(onDisk(node).vote()));
      case "follows" ->
        peer(nodes, property, node -> StateText.node(node.group().leader()));
      case "log" -> log(nodes, property, false);
      case "disk-log" -> log(nodes, property, true);
      case "match" ->
        progress(nodes, property, (group, peer) -> group.matchIndex(peer).orElse(-1));
      case "next" ->
        progress(nodes, property, (group, peer) -> group.nextIndex(peer).orElse(-1));
      case "window" ->
        progress(nodes, property, (group, peer) -> group.inFlight(peer).orElse(-1));
      case "lease" -> {
        String wanted = words.accept("none") ? "none" : EventTrace.time(words.duration());
        yield check(nodes, property, wanted, Expectations::lease);
      }
      case "members" -> members(nodes);
      case "answered" -> answered(nodes);
      case "applied" -> {
        String wanted = Words.list(words.rest());
        yield check(
            nodes,
            property,
            wanted.equals("nothing") ? "" : wanted,
            node -> Words.list(node.applied()));
      }
      default -> alike(nodes);
    };
  }

  private static String roleOf(ScriptNode node) {
    return node.isUp() ? StateText.role(node.group().role()) : "down";
  }

  /** What is left of it by the node's own clock. */
  private static String lease(ScriptNode node) {
    long left = node.group().leaseEnd().orElse(node.now()) - node.now();
    return left <= 0 ? "none" : EventTrace.time(left);
  }

  private static HardState onDisk(ScriptNode node) {
    return node.disk().durable().state(ScriptNode.PARTITION).hardState().orElse(HardState.INITIAL);
  }

  private static Steps.Action check(
      SortedSet<Integer> nodes, String what, String wanted, Function<ScriptNode, String> actual) {
    return cluster -> {
      for (int node : nodes) {
        compare(
            "node " + node + (what.isEmpty() ? "" : " " + what),
            wanted,
            actual.apply(cluster.node(node)));
      }
    };
  }

  private Steps.Action number(
      SortedSet<Integer> nodes, String what, Function<ScriptNode, Long> actual) {
    String wanted = String.valueOf(words.number("a number"));
    return check(nodes, what, wanted, node -> String.valueOf(actual.apply(node)));
  }

  private Steps.Action peer(
      SortedSet<Integer> nodes, String what, Function<ScriptNode, String> actual) {
    String wanted = words.accept("none") ? "none" : String.valueOf(words.node(ids));
    return check(nodes, what, wanted, actual);
  }

  private interface OfPeer {
    long of(RaftGroup leader, int peer);
  }

  /** Pairs such as {@code 2=5}. */
  private Steps.Action progress(SortedSet<Integer> nodes, String what, OfPeer actual) {
    List<Steps.Action> all = new ArrayList<>();
    do {
      String word = words.next("a node and a number such as 2=5");
      String[] pair = word.split("=", 2);
      if (pair.length < 2 || !Words.isNumber(pair[1])) {
        throw words.error("\"" + word + "\" should be a node and a number, such as 2=5");
      }
      int peer = words.known(pair[0], ids);
      all.add(check(nodes, what + " of node", peer + " is " + pair[1], node -> {
        if (node.group().role() != RoleName.LEADER) {
          throw new ScriptException("node " + node.id() + " does not lead, and knows no " + what);
        }
        return peer + " is " + actual.of(node.group(), peer);
      }));
    } while (words.peek().indexOf('=') > 0);
    return cluster -> all.forEach(action -> action.run(cluster));
  }

  private Steps.Action members(SortedSet<Integer> nodes) {
    StringBuilder wanted = new StringBuilder(Words.list(words.nodes(ids)));
    if (words.accept("joint")) {
      wanted.append(" joint ").append(Words.list(words.nodes(ids)));
    }
    if (words.accept("learners")) {
      wanted.append(" learners ").append(Words.list(words.nodes(ids)));
    }
    return check(
        nodes, "members", wanted.toString(), node -> EntryText.of(node.group().configuration()));
  }

  private Steps.Action answered(SortedSet<Integer> nodes) {
    String request = words.oneOf("a request", Answers.REQUESTS.toArray(new String[0]));
    if (words.atNumber()) {
      String index = String.valueOf(words.number("an index"));
      return check(nodes, "answered " + request, index, node -> node.answers().take(request));
    }
    String answer = words.oneOf(
        "an answer",
        "done",
        "not-leader",
        "not-a-voter",
        "invalid",
        "busy",
        "not-ready",
        "timed-out",
        "nothing");
    return check(
        nodes,
        "answered " + request,
        answer.equals("nothing") ? "" : answer,
        node -> node.answers().take(request));
  }

  /**
   * Entries by term, or by term and content: {@code 1 1*3 2:x}. What the core believes is compared;
   * contents are looked up in what it wrote.
   */
  private Steps.Action log(SortedSet<Integer> nodes, String what, boolean durable) {
    List<String> wanted = new ArrayList<>();
    boolean empty = words.accept("empty");
    while (!empty && words.peek().matches("[0-9]+([*][0-9]+|:.*)?")) {
      String word = words.next("an entry");
      int star = word.indexOf('*');
      int count = star < 0 ? 1 : Integer.parseInt(word.substring(star + 1));
      for (int i = 0; i < count; i++) {
        wanted.add(star < 0 ? word : word.substring(0, star));
      }
    }
    if (wanted.isEmpty() && !empty) {
      throw words.error("a log is \"empty\", or entries by term such as 1 1 2:x 3*5");
    }
    return cluster -> {
      for (int id : nodes) {
        ScriptNode node = cluster.node(id);
        List<String> actual = new ArrayList<>();
        List<EntryRecord> entries =
            StateText.entries(durable ? node.disk().durable() : node.disk().readable());
        List<Long> terms = durable
            ? entries.stream().map(EntryRecord::term).toList()
            : StateText.terms(node.group());
        for (int i = 0; i < terms.size(); i++) {
          boolean content = i < wanted.size() && wanted.get(i).indexOf(':') > 0;
          actual.add(terms.get(i)
              + (content && i < entries.size() ? ":" + EntryText.content(entries.get(i)) : ""));
        }
        compare("node " + id + " " + what, runs(wanted), runs(actual));
      }
    };
  }

  private static String runs(List<String> items) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < items.size(); ) {
      int end = i + 1;
      while (items.size() > 20 && end < items.size() && items.get(end).equals(items.get(i))) {
        end++;
      }
      text.append(i == 0 ? "" : " ")
          .append(items.get(i))
          .append(end - i > 1 ? "*" + (end - i) : "");
      i = end;
    }
    return items.isEmpty() ? "empty" : text.toString();
  }

  /** The same entries, and the same commit index. */
  private static Steps.Action alike(SortedSet<Integer> nodes) {
    return cluster -> {
      ScriptNode first = cluster.node(nodes.first());
      for (int id : nodes) {
        ScriptNode node = cluster.node(id);
        compare(
            "nodes " + first.id() + " and " + id + " alike:", everything(first), everything(node));
      }
    };
  }

  private static String everything(ScriptNode node) {
    return "commit " + node.group().commitIndex() + ", log "
        + Words.list(StateText.entries(node.disk().readable()).stream()
            .map(EntryText::of)
            .toList());
  }
}
