package io.quorate.sim.world;

import java.util.List;
import java.util.OptionalLong;

/**
 * What a full trace knows of an event besides its numbers: data for reports, so that none of them
 * has to read text. Everything here is immutable.
 */
public sealed interface Detail {

  /**
   * A message of a group.
   *
   * @param partition the group
   * @param type the name of its type, such as {@code AppendRequest}
   * @param term the term in which it is said
   * @param text what it says, for people; equal for equal messages of one group
   * @param routine whether it is only the beat of a healthy group: a heartbeat or its answer
   */
  record Said(int partition, String type, long term, String text, boolean routine)
      implements Detail {
    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * What a frame carries, and what was decided about it when it was sent.
   *
   * @param messages of groups, in their order; empty for a frame without any
   * @param overtaken whether others may overtake it
   * @param copies how often it is going to arrive: 1, or 2 if it is duplicated
   */
  record FrameContents(List<Said> messages, boolean overtaken, int copies) implements Detail {
    /** Copies the list. */
    public FrameContents {
      messages = List.copyOf(messages);
    }
  }

  /** Why a frame does not arrive. */
  enum Loss implements Detail {
    /** By chance. */
    LOST("lost"),
    /** A fault kept the two apart when it was sent, or when it was to arrive. */
    BLOCKED("stopped by a partition"),
    /** Too much waited on the way to the receiver. */
    SHED("shed, the queue was full"),
    /** A fault takes all messages of its kind. */
    FILTERED("every message was filtered out"),
    /** The connection was reset while it was on its way. */
    RESET("lost by a reset of the connection"),
    /** No process listened. */
    NOBODY("nobody listened");

    private final String words;

    Loss(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /**
   * A member as it stands after a step.
   *
   * @param role the name of its role
   * @param term its term, durable or not
   * @param vote for whom it has voted in that term; 0 for nobody
   * @param lastIndex where its log ends
   * @param durableTerm the term that it believes to be on disk
   * @param durableIndex up to where it believes its log to be on disk
   * @param commit its commit index
   * @param released up to where its application may be given entries
   */
  record MemberState(
      String role,
      long term,
      int vote,
      long lastIndex,
      long durableTerm,
      long durableIndex,
      long commit,
      long released)
      implements Detail {
    @Override
    public String toString() {
      return role + " term " + term + " vote " + (vote == 0 ? "-" : "n" + vote) + " last "
          + lastIndex + " durable " + durableIndex + " commit " + commit;
    }
  }

  /**
   * What a batch does to one partition, in the order of the components.
   *
   * @param batch the batch's number on its disk, from 1
   * @param partition the partition
   * @param term of the hard state that it sets; 0 if it sets none
   * @param vote of that hard state; 0 for nobody
   * @param truncateAfter the last index that stays
   * @param boundary the log starts after this index from now on
   * @param firstIndex of the entries
   * @param terms of the entries, one each
   */
  record Part(
      long batch,
      int partition,
      long term,
      int vote,
      OptionalLong truncateAfter,
      OptionalLong boundary,
      long firstIndex,
      List<Long> terms)
      implements Detail {
    /** Copies the list. */
    public Part {
      terms = List.copyOf(terms);
    }

    /**
     * Where its entries end.
     *
     * @return {@code firstIndex - 1} if it has none
     */
    public long lastIndex() {
      return firstIndex + terms.size() - 1;
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder("p").append(partition);
      if (term != 0) {
        text.append(" term ").append(term);
        text.append(vote == 0 ? "" : " vote n" + vote);
      }
      truncateAfter.ifPresent(after -> text.append(" cut after ").append(after));
      boundary.ifPresent(index -> text.append(" starts after ").append(index));
      if (!terms.isEmpty()) {
        text.append(" entries ").append(firstIndex);
        text.append(terms.size() == 1 ? "" : "-" + lastIndex());
      }
      return text.toString();
    }
  }

  /**
   * A batch, or several that share a sync.
   *
   * @param startedAt when it began to be written, in virtual nanoseconds
   * @param parts what it does to each partition, in order
   */
  record BatchContents(long startedAt, List<Part> parts) implements Detail {
    /** Copies the list. */
    public BatchContents {
      parts = List.copyOf(parts);
    }

    /**
     * Whether it has something of a partition.
     *
     * @param partition any
     * @return true if so
     */
    public boolean touches(int partition) {
      return parts.stream().anyMatch(part -> part.partition() == partition);
    }

    @Override
    public String toString() {
      if (parts.isEmpty()) {
        return "metadata";
      }
      StringBuilder text = new StringBuilder();
      for (Part part : parts) {
        text.append(text.length() == 0 ? "" : "; ").append(part);
      }
      return text.toString();
    }
  }

  /**
   * A client makes a call.
   *
   * @param client who; 0 or less for the simulator itself
   * @param firstOperation the number of its first operation
   * @param operations how many there are
   * @param reads whether it reads, past the log
   */
  record CallMade(int client, long firstOperation, int operations, boolean reads)
      implements Detail {
    @Override
    public String toString() {
      return "client " + client + (reads ? " reads with " : " calls with ")
          + (operations == 1
              ? "operation " + firstOperation
              : "operations " + firstOperation + "-" + (firstOperation + operations - 1));
    }
  }
}
