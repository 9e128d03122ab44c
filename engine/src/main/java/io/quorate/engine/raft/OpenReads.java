package io.quorate.engine.raft;

import io.quorate.engine.environment.Environment.RandomSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;

/**
 * What this member wants to read, and cannot yet: for each question it asks the leader, which may
 * be itself, until one answers. A question keeps its id however often it is asked: each answer was
 * given after the question began, so each will do.
 */
final class OpenReads {
  private static final class Question {
    final Object token;
    final long id;
    long askedTerm = -1;
    long askedAt;

    Question(Object token, long id) {
      this.token = token;
      this.id = id;
    }
  }

  private final RaftGroup group;
  private final RandomSource random;
  private final List<Question> open = new ArrayList<>();

  /**
   * Begins at random with each process: an answer to one before it names no question of this one.
   */
  private OptionalLong nextId = OptionalLong.empty();

  OpenReads(RaftGroup group, RandomSource random) {
    this.group = group;
    this.random = random;
  }

  void add(Object token) {
    long id = nextId.orElseGet(() -> random.nextLong(Long.MAX_VALUE));
    nextId = OptionalLong.of(id + 1);
    open.add(new Question(token, id));
  }

  /** Asks what the leader of this term was not asked yet, or has not answered in time. */
  void ask() {
    if (open.isEmpty() || group.leader().isEmpty()) {
      return;
    }
    int leader = group.leader().getAsInt();
    for (Question question : open) {
      if (question.askedTerm == group.term() && group.now() < askAgainAt(question)) {
        continue;
      }
      question.askedTerm = group.term();
      question.askedAt = group.now();
      if (leader == group.nodeId()) {
        group.currentRole().readIndexRequest(leader, question.id);
      } else {
        group.sendAfterHardState(leader, new Message.ReadIndexRequest(group.term(), question.id));
      }
    }
  }

  private long askAgainAt(Question question) {
    return question.askedAt + group.settings().heartbeatNanos();
  }

  void answered(long id, long index) {
    for (Iterator<Question> i = open.iterator(); i.hasNext(); ) {
      Question question = i.next();
      if (question.id == id) {
        i.remove();
        group.emit(new Effect.ReadIndexKnown(question.token, index));
      }
    }
  }

  /** When something has to be asked again; without a leader there is nobody to ask. */
  long deadline() {
    long deadline = Long.MAX_VALUE;
    if (group.leader().isPresent() && group.leader().getAsInt() != group.nodeId()) {
      for (Question question : open) {
        deadline = Math.min(deadline, askAgainAt(question));
      }
    }
    return deadline;
  }
}
