package io.quorate.sim.report;

import io.quorate.sim.world.Detail.BatchContents;
import io.quorate.sim.world.Detail.MemberState;
import io.quorate.sim.world.Detail.Part;
import io.quorate.sim.world.Event;
import io.quorate.sim.world.Trace.Entry;
import java.util.ArrayList;
import java.util.List;

/** One partition on all nodes as of an event: logs in memory and on disk, and how far each is. */
final class LogReplay {
  private final int partition;
  private final List<Member> members = new ArrayList<>();

  /** A log of terms; entry {@code i} has index {@code base + 1 + i}. */
  static final class Log {
    private long base;
    private final List<Long> terms = new ArrayList<>();

    long base() {
      return base;
    }

    long lastIndex() {
      return base + terms.size();
    }

    /** 0 if there is no such entry. */
    long term(long index) {
      return index <= base || index > lastIndex() ? 0 : terms.get((int) (index - base - 1));
    }

    void truncateAfter(long index) {
      int kept = (int) Math.max(0, Math.min(terms.size(), index - base));
      terms.subList(kept, terms.size()).clear();
    }

    void append(long index, long term) {
      truncateAfter(index - 1);
      if (terms.isEmpty() && index > base + 1) {
        base = index - 1;
      }
      terms.add(term);
    }

    void apply(Part part) {
      part.truncateAfter().ifPresent(this::truncateAfter);
      if (part.boundary().isPresent()) {
        long boundary = part.boundary().getAsLong();
        terms
            .subList(0, (int) Math.max(0, Math.min(terms.size(), boundary - base)))
            .clear();
        base = boundary;
      }
      for (int i = 0; i < part.terms().size(); i++) {
        append(part.firstIndex() + i, part.terms().get(i));
      }
    }

    void set(Log other) {
      base = other.base;
      terms.clear();
      terms.addAll(other.terms);
    }
  }

  /** One node's member. */
  static final class Member {
    final int node;
    final Log memory = new Log();
    final Log written = new Log();
    private final List<Part> parts = new ArrayList<>();
    private long durableBatch;
    private boolean lies;
    boolean up;
    boolean paused;
    long boot;
    long applied;
    MemberState state;

    Member(int node) {
      this.node = node;
    }

    /** What a loss of power would leave. */
    Log durable() {
      Log log = new Log();
      parts.stream().filter(this::isDurable).forEach(log::apply);
      return log;
    }

    private boolean isDurable(Part part) {
      return part.batch() <= durableBatch;
    }

    /** The hard state that a loss of power would leave: term, vote. */
    long[] durableHardState() {
      long[] found = {0, 0};
      for (Part part : parts) {
        if (isDurable(part) && part.term() != 0) {
          found[0] = part.term();
          found[1] = part.vote();
        }
      }
      return found;
    }

    private void forget(long firstBatch) {
      parts.removeIf(part -> part.batch() >= firstBatch);
      // What is left after a loss of power is there for good, whatever the disk said before.
      durableBatch = Math.max(durableBatch, firstBatch - 1);
      written.set(new Log());
      parts.forEach(written::apply);
    }

    private void stop() {
      up = false;
      paused = false;
      state = null;
    }
  }

  LogReplay(TraceModel model, int partition, int upTo) {
    this.partition = partition;
    for (int node = 0; node <= model.nodes(); node++) {
      members.add(new Member(node));
    }
    for (int i = 0; i < Math.min(upTo, model.size()); i++) {
      Entry entry = model.entry(i);
      if (entry.partition() == partition || entry.partition() < 0) {
        take(entry, members.get(entry.node()));
      }
    }
  }

  private void take(Entry entry, Member member) {
    switch (entry.event()) {
      case BOOT -> {
        member.up = true;
        member.boot = entry.a();
        member.memory.set(member.written);
        member.applied = member.written.base();
      }
      case CRASH, POWER_LOSS, CLOSE -> member.stop();
      case PAUSE -> member.paused = true;
      case RESUME -> member.paused = false;
      case BATCH ->
        ((BatchContents) entry.detail())
            .parts().stream().filter(p -> p.partition() == partition).forEach(part -> {
              member.parts.add(part);
              member.written.apply(part);
            });
      case LIED -> member.lies = true;
      case DURABLE -> {
        if (!member.lies) {
          member.durableBatch = Math.max(member.durableBatch, entry.a());
        }
      }
      case FORGOTTEN -> member.forget(entry.a());
      default -> inGroup(entry, member);
    }
  }

  private void inGroup(Entry entry, Member member) {
    if (entry.partition() != partition) {
      return;
    }
    if (entry.event() == Event.APPEND) {
      member.memory.append(entry.a(), entry.b());
    } else if (entry.event() == Event.TRUNCATE) {
      member.memory.truncateAfter(entry.a());
    } else if (entry.event() == Event.STATE) {
      member.state = (MemberState) entry.detail();
    } else if (entry.event() == Event.APPLY) {
      member.applied = entry.a();
    }
  }

  int partition() {
    return partition;
  }

  /** Of a node, from 1. */
  Member member(int node) {
    return members.get(node);
  }

  List<Member> members() {
    return members.subList(1, members.size());
  }

  /** Whether one of the live members leads and all of them have the same, all of it committed. */
  boolean isWell() {
    int leaders = 0;
    long last = -1;
    for (Member member : members()) {
      if (member.up && member.state != null) {
        leaders += member.state.role().equals("LEADER") ? 1 : 0;
        last = last < 0 ? member.state.lastIndex() : last;
        if (member.state.lastIndex() != last || member.state.commit() != last) {
          return false;
        }
      }
    }
    return leaders == 1;
  }

  /** The last index that anybody knows to be committed. */
  long committed() {
    long most = 0;
    for (Member member : members()) {
      most = Math.max(most, member.state == null ? member.applied : member.state.commit());
    }
    return most;
  }
}
