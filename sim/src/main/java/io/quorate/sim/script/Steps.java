package io.quorate.sim.script;

import io.quorate.engine.raft.Draft;
import io.quorate.engine.raft.Input;
import io.quorate.engine.raft.RoleName;
import io.quorate.sim.script.ScriptNode.DiskMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;

/** The steps of the language: each reads its line once, and can then be carried out. */
final class Steps {
  /** What a step does. */
  interface Action {
    /** Does it; an error is a {@link ScriptException}. */
    void run(ScriptCluster cluster);
  }

  private interface Reader {
    Action read(Words words);
  }

  private final Map<String, Reader> readers = new LinkedHashMap<>();
  private final SortedSet<Integer> ids;

  Steps(SortedSet<Integer> ids) {
    this.ids = ids;
    time();
    requests();
    messages();
    links();
    disks();
    readers.put("expect", words -> new Expectations(words, ids).read());
    readers.put("log", words -> {
      boolean network = words.accept("messages");
      SortedSet<Integer> nodes = words.atEnd() ? ids : words.nodes(ids);
      return cluster -> cluster
          .trace()
          .table(network ? cluster.mail().contents() : StateTable.of(cluster, nodes));
    });
  }

  /** All words with which a step can begin. */
  List<String> names() {
    List<String> names = new ArrayList<>(SetUp.STEPS);
    names.addAll(readers.keySet());
    return names;
  }

  /** Reads the line behind its first word. */
  Action read(String step, Words words) {
    Reader reader = readers.get(step);
    if (reader == null) {
      throw words.error("unknown step \"" + step + "\"; " + Words.suggestion(step, names()));
    }
    Action action = reader.read(words);
    words.end();
    return action;
  }

  /** A step for each of some nodes. */
  private void each(String name, BiConsumer<ScriptCluster, ScriptNode> step) {
    readers.put(name, words -> {
      SortedSet<Integer> nodes = words.nodes(ids);
      return cluster -> nodes.forEach(node -> step.accept(cluster, cluster.node(node)));
    });
  }

  // ---- time

  private void time() {
    readers.put("wait", words -> {
      long duration = words.duration();
      if (words.atEnd()) {
        return cluster -> cluster.pass(duration, false);
      }
      SortedSet<Integer> nodes = words.nodes(ids);
      return cluster -> nodes.forEach(node -> cluster.pass(cluster.node(node), duration));
    });
    readers.put("run", words -> {
      long duration = words.duration();
      return cluster -> cluster.pass(duration, true);
    });
    each("timeout", (cluster, node) -> {
      if (node.group().role() == RoleName.LEADER) {
        throw new ScriptException("node " + node.id() + " leads, and has no election timeout; "
            + "\"heartbeat " + node.id() + "\" makes it send, \"wait\" lets time pass");
      }
      cluster.toElection(node);
    });
    each("heartbeat", (cluster, node) -> {
      if (node.group().role() != RoleName.LEADER) {
        throw new ScriptException("node " + node.id() + " is "
            + StateText.role(node.group().role()) + ", and sends no heartbeats");
      }
      cluster.toDeadline(node, "heartbeat");
    });
  }

  // ---- requests

  private void requests() {
    each("campaign", (cluster, node) -> cluster.ask(node, "campaign", new Input.Campaign()));
    each("elect", Steps::elect);
    each(
        "step-down",
        (cluster, node) -> cluster.ask(node, "step-down", new Input.StepDown("step-down")));
    each(
        "read-index",
        (cluster, node) -> cluster.ask(node, "read-index", new Input.ReadIndex("read-index")));
    each("snapshot", (cluster, node) -> node.takeSnapshot());
    readers.put("compact", words -> {
      int node = words.node(ids);
      if (words.atEnd()) {
        return cluster -> cluster
            .node(node)
            .compact(cluster.node(node).newestSnapshot().boundary().index());
      }
      words.require("to");
      long index = words.number("an index");
      return cluster -> cluster.node(node).compact(index);
    });
    readers.put("install", words -> {
      int node = words.node(ids);
      words.require("from");
      int from = words.node(ids);
      return cluster -> cluster.node(node).install(cluster.node(from).newestSnapshot());
    });
    readers.put("propose", words -> {
      int node = words.node(ids);
      List<String> texts = new ArrayList<>(List.of(words.next("a command")));
      texts.addAll(words.rest());
      return cluster -> {
        List<Draft> drafts = new ArrayList<>();
        texts.forEach(text -> drafts.add(cluster.proposals().propose(text)));
        cluster.ask(cluster.node(node), "propose " + Words.list(texts), new Input.Propose(drafts));
      };
    });
    readers.put("transfer", words -> {
      int node = words.node(ids);
      words.require("to");
      int target = words.node(ids);
      return cluster -> cluster.ask(
          cluster.node(node),
          "transfer to " + target,
          new Input.TransferLeadership(target, "transfer"));
    });
    readers.put("change", words -> {
      int node = words.node(ids);
      words.require("to");
      SortedSet<Integer> voters = words.anyNodes(ids);
      SortedSet<Integer> learners = words.accept("learners") ? words.nodes(ids) : new TreeSet<>();
      return cluster -> cluster.ask(
          cluster.node(node),
          "change to " + Words.list(voters)
              + (learners.isEmpty() ? "" : " learners " + Words.list(learners)),
          new Input.ChangeConfiguration(voters, learners, "change"));
    });
  }

  /** An election in which the node begins, with nothing in its way. */
  private static void elect(ScriptCluster cluster, ScriptNode node) {
    if (node.group().leader().isPresent()) {
      cluster.toElection(node);
    } else {
      cluster.ask(node, "campaign", new Input.Campaign());
    }
    cluster.settle();
    if (node.group().role() != RoleName.LEADER) {
      throw new ScriptException("node " + node.id() + " should have been elected, but is "
          + StateText.role(node.group().role()));
    }
  }

  // ---- messages

  private void messages() {
    readers.put("settle", words -> ScriptCluster::settle);
    readers.put("deliver", words -> {
      if (words.atEnd()) {
        return cluster -> cluster.deliver(cluster.mail().inFlight());
      }
      Selector selector = Selector.read(words, ids);
      boolean reversed = words.accept("reversed");
      return cluster -> {
        List<Mailbox.Letter> letters = cluster.mail().pick(selector);
        if (reversed) {
          java.util.Collections.reverse(letters);
        }
        cluster.deliver(letters);
      };
    });
    letters("drop", Mailbox::drop);
    letters("duplicate", Mailbox::duplicate);
    readers.put("reorder", words -> {
      Selector selector = Selector.read(words, ids);
      return cluster -> {
        List<Mailbox.Letter> letters = cluster.mail().pick(selector);
        if (letters.size() < 2) {
          throw new ScriptException("only one message is \"" + selector
              + "\", and one has no order:\n" + cluster.mail().contents());
        }
        cluster.mail().reverse(letters);
      };
    });
    readers.put("hold", words -> {
      Selector rule = Selector.read(words, ids).asRule(words);
      return cluster -> cluster.mail().hold(rule);
    });
    readers.put("release", words -> {
      Selector rule =
          words.atEnd() ? Selector.link(0, 0) : Selector.read(words, ids).asRule(words);
      return cluster -> cluster.mail().release(rule);
    });
  }

  private void letters(String name, BiConsumer<Mailbox, Mailbox.Letter> step) {
    readers.put(name, words -> {
      Selector selector = Selector.read(words, ids);
      return cluster -> {
        for (Mailbox.Letter letter : cluster.mail().pick(selector)) {
          step.accept(cluster.mail(), letter);
        }
      };
    });
  }

  // ---- links

  private void links() {
    readers.put("cut", words -> {
      Selector rule = Selector.read(words, ids).asRule(words);
      return cluster -> cluster.mail().cut(rule);
    });
    readers.put("isolate", words -> {
      SortedSet<Integer> nodes = words.nodes(ids);
      return cluster -> {
        for (int node : nodes) {
          cluster.mail().cut(Selector.link(node, 0));
          cluster.mail().cut(Selector.link(0, node));
        }
      };
    });
    readers.put("partition", words -> {
      List<SortedSet<Integer>> sides = new ArrayList<>(List.of(words.nodes(ids)));
      while (words.accept("|")) {
        sides.add(words.nodes(ids));
      }
      if (sides.size() < 2) {
        throw words.error("a partition has two sides or more, such as 1 2 | 3");
      }
      return cluster -> cutBetween(cluster.mail(), sides);
    });
    readers.put("heal", words -> {
      Selector rule =
          words.atEnd() ? Selector.link(0, 0) : Selector.read(words, ids).asRule(words);
      return cluster -> cluster.mail().heal(rule);
    });
  }

  private static void cutBetween(Mailbox mail, List<SortedSet<Integer>> sides) {
    for (SortedSet<Integer> side : sides) {
      for (SortedSet<Integer> other : sides) {
        if (side != other) {
          side.forEach(a -> other.forEach(b -> mail.cut(Selector.link(a, b))));
        }
      }
    }
  }

  // ---- disks and processes

  private void disks() {
    readers.put("disk", words -> {
      SortedSet<Integer> nodes = words.nodes(ids);
      DiskMode mode = DiskMode.valueOf(
          words.oneOf("how a disk is", "auto", "manual", "stalled").toUpperCase(Locale.ROOT));
      return forAll(nodes, node -> node.disk(mode));
    });
    readers.put("sync", words -> {
      SortedSet<Integer> nodes = words.nodes(ids);
      int count = words.accept("first") ? 1 : 0;
      if (count == 1 && words.atNumber()) {
        count = (int) words.number("how many writes");
      }
      boolean silently = words.accept("silently");
      int writes = count;
      return forAll(
          nodes, node -> node.sync(writes == 0 ? node.writesUnderWay() : writes, silently));
    });
    ending("fail-sync", "failed");
    ending("crash", "crash");
    readers.put("restart", words -> {
      SortedSet<Integer> nodes = words.nodes(ids);
      return forAll(nodes, ScriptNode::start);
    });
    each("pause", (cluster, node) -> node.pause());
    each("resume", (cluster, node) -> node.resume());
    readers.put("reads", words -> {
      SortedSet<Integer> nodes = words.nodes(ids);
      boolean manual = words.oneOf("how reads are", "auto", "manual").equals("manual");
      return forAll(nodes, node -> node.reads(manual));
    });
    readers.put("read", words -> {
      SortedSet<Integer> nodes = words.nodes(ids);
      return forAll(nodes, ScriptNode::read);
    });
  }

  private static Action forAll(SortedSet<Integer> nodes, Consumer<ScriptNode> step) {
    return cluster -> nodes.forEach(node -> step.accept(cluster.node(node)));
  }

  /** A step that ends processes, and says how much of what was un-synced survives. */
  private void ending(String name, String event) {
    readers.put(name, words -> {
      SortedSet<Integer> nodes = words.nodes(ids);
      ObjIntConsumer<ScriptNode> end = (node, kept) -> node.crash(event, kept);
      int kept = 0;
      if (words.accept("keeping")) {
        kept = words.accept("cache")
            ? Integer.MAX_VALUE
            : (int) words.number("cache, or how many writes");
      }
      int survive = kept;
      return forAll(nodes, node -> end.accept(node, survive));
    });
  }
}
