package io.quorate.engine.raft;

import io.quorate.HybridTimestamp;
import io.quorate.engine.codec.EntryCodec;
import io.quorate.spi.HardState;
import io.quorate.spi.LogBoundary;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Members of one group whose disks answer when a test lets them, and whose messages a test may
 * drop. Time is the test's.
 */
final class GroupHarness {
  static final long HEARTBEAT = 10;
  static final long ELECTION = 100;

  /** A message under way. */
  record Mail(int from, int to, Message message) {}

  private final TreeMap<Integer, RaftGroup> members = new TreeMap<>();
  private final Deque<Mail> mail = new ArrayDeque<>();
  private final TreeMap<Integer, Deque<Long>> writes = new TreeMap<>();
  private final TreeSet<Integer> slowDisks = new TreeSet<>();
  private final List<Effect.Answer> answers = new ArrayList<>();
  private final List<Effect.ReadEntries> reads = new ArrayList<>();
  private Predicate<Mail> lost = m -> false;
  private long now;

  GroupHarness(Configuration formed, int... nodes) {
    this(formed, Leases.NONE, nodes);
  }

  GroupHarness(Configuration formed, Leases leases, int... nodes) {
    for (int node : nodes) {
      TreeMap<Long, Configuration> configurations = new TreeMap<>();
      configurations.put(0L, formed);
      writes.put(node, new ArrayDeque<>());
      members.put(
          node,
          new RaftGroup(
              new GroupSettings(1, node, HEARTBEAT, ELECTION, 100, 1000, 4, 10_000, 10_000, leases),
              new RestoredGroup(
                  HardState.INITIAL, LogBoundary.START, 0, new TreeMap<>(), configurations),
              new EntryCodec(1, () -> HybridTimestamp.ZERO),
              bound -> node * 31L % bound,
              0));
    }
  }

  static SortedSet<Integer> nodes(int... nodes) {
    SortedSet<Integer> set = new TreeSet<>();
    for (int node : nodes) {
      set.add(node);
    }
    return set;
  }

  RaftGroup member(int node) {
    return members.get(node);
  }

  /** Messages that fit are lost from now on. */
  void lose(Predicate<Mail> which) {
    lost = which;
  }

  /** The node is cut off from the others. */
  void isolate(int node) {
    lose(m -> m.from() == node || m.to() == node);
  }

  /** What the node writes is not durable before {@link #syncNow}. */
  void slowDisk(int node) {
    slowDisks.add(node);
  }

  void syncNow(int node) {
    slowDisks.remove(node);
    Deque<Long> waiting = writes.get(node);
    while (!waiting.isEmpty()) {
      step(node, new Input.Persisted(waiting.removeFirst()));
    }
  }

  /** The node takes a step; what it sends is under way. */
  void step(int node, Input... inputs) {
    for (Effect effect : List.copyOf(members.get(node).step(List.of(inputs), now))) {
      if (effect instanceof Effect.Send send) {
        mail.add(new Mail(node, send.to(), send.message()));
      } else if (effect instanceof Effect.Persist persist) {
        writes.get(node).add(persist.sequence());
      } else if (effect instanceof Effect.ReadEntries read) {
        reads.add(read);
      } else if (effect instanceof Effect.Answered answered) {
        answers.add(answered.answer());
      }
    }
    if (!slowDisks.contains(node)) {
      while (!writes.get(node).isEmpty()) {
        step(node, new Input.Persisted(writes.get(node).removeFirst()));
      }
    }
  }

  /** Delivers all that is under way, and what follows from it. */
  void deliver() {
    for (int i = 0; !mail.isEmpty(); i++) {
      if (i > 10_000) {
        throw new AssertionError("the members talk without end");
      }
      Mail next = mail.removeFirst();
      if (!lost.test(next) && members.containsKey(next.to())) {
        step(next.to(), new Input.Received(next.from(), next.message()));
      }
    }
  }

  /** Lets time pass in steps shorter than a heartbeat. */
  void pass(long duration) {
    for (long end = now + duration; now < end; ) {
      now += HEARTBEAT / 2;
      for (int node : members.keySet()) {
        if (now >= members.get(node).nextDeadline()) {
          step(node);
        }
      }
      deliver();
    }
  }

  /** Makes a node the leader, by an election in which it begins. */
  void elect(int node) {
    step(node, new Input.Campaign());
    deliver();
    if (members.get(node).role() != RoleName.LEADER) {
      throw new AssertionError("node " + node + " is " + members.get(node).role());
    }
    pass(2 * HEARTBEAT);
  }

  void propose(int node, String data) {
    step(node, new Input.Propose(List.of(new Command(data))));
  }

  /** Asks for new members; the answer may come at once or later. */
  void change(int node, SortedSet<Integer> voters, SortedSet<Integer> learners) {
    step(node, new Input.ChangeConfiguration(voters, learners, "change"));
  }

  /** What was to be read since the last call; a test answers it. */
  List<Effect.ReadEntries> reads() {
    List<Effect.ReadEntries> all = List.copyOf(reads);
    reads.clear();
    return all;
  }

  long now() {
    return now;
  }

  List<Effect.Answer> answers() {
    return answers;
  }

  OptionalInt leaderAmong(int... nodes) {
    for (int node : nodes) {
      if (members.get(node).role() == RoleName.LEADER) {
        return OptionalInt.of(node);
      }
    }
    return OptionalInt.empty();
  }

  private record Command(String text) implements Draft {
    @Override
    public EntryKind kind() {
      return EntryKind.COMMAND;
    }

    @Override
    public String type() {
      return "";
    }

    @Override
    public byte[] data() {
      return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
  }
}
