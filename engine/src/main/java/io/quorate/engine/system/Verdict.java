package io.quorate.engine.system;

import java.util.Optional;

/** What a node makes of another one's hello. */
sealed interface Verdict {
  /** It belongs to the same cluster, or may form one with this node. */
  record Fellow() implements Verdict {}

  /**
   * It is none of this node's fellows; this node goes on without it.
   *
   * @param about a short name of what is wrong: one sentence is kept for each
   * @param reason a sentence with what both sides have
   */
  record Stranger(String about, String reason) implements Verdict {}

  /**
   * It has left the cluster, or would like to come in; there is nothing wrong with that, and what
   * it needs to know it reads in this node's hello.
   */
  record Outsider() implements Verdict {}

  /**
   * It has a record, and that or its members name this node.
   *
   * @param record to be taken over
   * @param membership of the cluster by now, if that is not what the record says
   */
  record Adopt(FormationRecord record, Optional<Membership> membership) implements Verdict {}

  /**
   * It belongs to a cluster that does not know this node, and may take it in.
   *
   * @param reason what to tell the operator
   */
  record Waiting(String reason) implements Verdict {}

  /**
   * This node cannot go on.
   *
   * @param code the error's code
   * @param reason what to tell the operator
   */
  record Hopeless(String code, String reason) implements Verdict {}
}
