package io.quorate.engine.system;

/** What a node makes of another one's hello. */
sealed interface Verdict {
  /** It belongs to the same cluster, or may form one with this node. */
  record Fellow() implements Verdict {}

  /**
   * It is none of this node's fellows; this node goes on without it.
   *
   * @param reason a sentence with what both sides have
   */
  record Stranger(String reason) implements Verdict {}

  /**
   * It has a record that names this node.
   *
   * @param record to be taken over
   */
  record Adopt(FormationRecord record) implements Verdict {}

  /**
   * This node cannot go on.
   *
   * @param code the error's code
   * @param reason what to tell the operator
   */
  record Hopeless(String code, String reason) implements Verdict {}
}
