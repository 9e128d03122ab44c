package io.quorate.sim.script;

import io.quorate.engine.raft.Configuration;
import io.quorate.engine.raft.GroupSettings;
import io.quorate.engine.raft.Input;
import io.quorate.sim.device.SimDisk;
import io.quorate.sim.oracle.GroupLimits;
import io.quorate.sim.oracle.Oracles;
import io.quorate.sim.oracle.Surroundings;
import io.quorate.sim.schedule.TriggerPoint;
import io.quorate.sim.world.Checks;
import io.quorate.sim.world.InvariantViolation;
import io.quorate.sim.world.World;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;

/** The nodes, the network and the time of a script that runs. */
final class ScriptCluster implements Surroundings {
  private static final int TOO_MANY = 5_000;

  private final World world = new World(0);
  private final EventTrace trace;
  private final ScriptSettings settings;
  private final Configuration formed;
  private final Mailbox mail;
  private final Oracles oracles;
  private final Proposals proposals = new Proposals();
  private final TreeMap<Integer, ScriptNode> nodes = new TreeMap<>();

  ScriptCluster(
      EventTrace trace, ScriptSettings settings, Configuration formed, SortedSet<Integer> ids) {
    this.trace = trace;
    this.settings = settings;
    this.formed = formed;
    this.mail = new Mailbox(trace, world::now, ids);
    this.oracles = new Oracles(
        world, this, ids.last(), 1, limits(settings.of(ids.first())), Checks.ALL, false, formed);
    for (int id : ids) {
      nodes.put(id, new ScriptNode(this, id));
    }
  }

  private static GroupLimits limits(GroupSettings settings) {
    return new GroupLimits(
        settings.heartbeatNanos(),
        settings.electionTimeoutNanos(),
        settings.windowMessages(),
        settings.windowBytes(),
        settings.appendMaxBytes());
  }

  World world() {
    return world;
  }

  EventTrace trace() {
    return trace;
  }

  ScriptSettings settings() {
    return settings;
  }

  Configuration formed() {
    return formed;
  }

  Mailbox mail() {
    return mail;
  }

  Oracles oracles() {
    return oracles;
  }

  Proposals proposals() {
    return proposals;
  }

  ScriptNode node(int id) {
    return nodes.get(id);
  }

  Collection<ScriptNode> nodes() {
    return nodes.values();
  }

  @Override
  public SimDisk disk(int node) {
    return nodes.get(node).disk();
  }

  @Override
  public void moment(TriggerPoint point, int node, int partition) {
    // Nothing waits for a moment: the script says what happens when.
  }

  /** The checks of the simulator have the last word on every step. */
  void checkInvariants() {
    Optional<InvariantViolation> violation = world.violation();
    if (violation.isPresent()) {
      throw new ScriptException("invariant " + violation.get().invariant() + " is broken: "
          + violation.get().story());
    }
  }

  private void event(int node, String event, String detail) {
    trace.event(world.now(), node, event, detail);
  }

  // ---- messages

  void deliver(Mailbox.Letter letter) {
    if (!mail.take(letter)) {
      return;
    }
    ScriptNode receiver = nodes.get(letter.to);
    if (!receiver.isUp()) {
      event(0, "lost", letter + ", for node " + letter.to + " is down");
      return;
    }
    event(letter.to, "hears", letter.toString());
    receiver.step(new Input.Received(letter.from, letter.message));
  }

  /** Delivers what is in flight now; not what follows from it. */
  void deliver(List<Mailbox.Letter> letters) {
    for (Mailbox.Letter letter : new ArrayList<>(letters)) {
      deliver(letter);
    }
  }

  /** Delivers until nothing is in flight. */
  void settle() {
    for (int i = 0; !mail.inFlight().isEmpty(); i++) {
      if (i > TOO_MANY) {
        throw new ScriptException("the nodes do not come to rest: after " + TOO_MANY
            + " messages there is still\n" + mail.contents());
      }
      deliver(mail.inFlight().get(0));
    }
  }

  // ---- time

  /** Time passes for all; the messages that come of it are delivered if wanted. */
  void pass(long duration, boolean delivering) {
    if (delivering) {
      settle();
    }
    long end = world.now() + duration;
    for (int i = 0; ; i++) {
      long due = Long.MAX_VALUE;
      for (ScriptNode node : nodes.values()) {
        if (node.isUp() && !node.isPaused()) {
          long deadline = node.group().nextDeadline();
          due = Math.min(due, deadline == Long.MAX_VALUE ? deadline : deadline - node.ahead());
        }
      }
      if (due > end) {
        world.runUntil(end);
        return;
      }
      if (i > TOO_MANY) {
        throw new ScriptException(
            "a node wants to be woken again and again at " + EventTrace.time(world.now()));
      }
      world.runUntil(Math.max(due, world.now()));
      for (ScriptNode node : nodes.values()) {
        if (node.isUp() && !node.isPaused() && node.now() >= node.group().nextDeadline()) {
          timer(node, "is due");
        }
      }
      if (delivering) {
        settle();
      }
    }
  }

  /** Time passes for one node alone. */
  void pass(ScriptNode node, long duration) {
    long end = node.now() + duration;
    for (int i = 0; node.group().nextDeadline() <= end; i++) {
      if (i > TOO_MANY) {
        throw new ScriptException("node " + node.id() + " wants to be woken again and again");
      }
      toDeadline(node, "is due");
    }
    node.runAhead(Math.max(0, end - node.now()));
  }

  /** One node's clock goes ahead to what it waits for. */
  void toDeadline(ScriptNode node, String what) {
    goAhead(node, node.group().nextDeadline(), what);
  }

  /** One node's clock goes ahead to its next campaign. */
  void toElection(ScriptNode node) {
    goAhead(node, node.group().electionDeadline(), "election timeout");
  }

  private void goAhead(ScriptNode node, long deadline, String what) {
    if (node.isPaused()) {
      throw new ScriptException("node " + node.id() + " is paused, and does not look at its clock");
    }
    if (deadline == Long.MAX_VALUE) {
      throw new ScriptException("node " + node.id() + " waits for no time");
    }
    long ahead = Math.max(0, deadline - node.now());
    node.runAhead(ahead);
    timer(node, ahead == 0 ? what : what + ", its clock ahead by " + EventTrace.time(node.ahead()));
  }

  private void timer(ScriptNode node, String detail) {
    event(node.id(), "timer", detail);
    node.step();
  }

  /** A request to a node. */
  void ask(ScriptNode node, String detail, Input input) {
    node.group();
    event(node.id(), "asked", detail);
    node.step(input);
  }
}
