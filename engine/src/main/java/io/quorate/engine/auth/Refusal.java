package io.quorate.engine.auth;

/** Why a frame is not believed. */
public enum Refusal {
  /** It has no seal. */
  MISSING("it is not sealed: its sender has no auth.secret"),
  /** It was sealed with a secret that this node does not have. */
  UNKNOWN_SECRET("it was sealed with another secret than this node's"),
  /** Its seal is wrong. */
  FORGED("its seal is wrong: it was changed on its way, or made by somebody without the secret"),
  /** It came before, or so late that this cannot be told. */
  REPLAYED("it has come before, or very late"),
  /** It was meant for another node: this one has an address that the other one had. */
  ANOTHER_NODE("it was meant for another node"),
  /** It was made for a process of this node that is gone: frames under way at a restart are. */
  EARLIER_PROCESS("it was sent to an earlier process of this node");

  private final String sentence;

  Refusal(String sentence) {
    this.sentence = sentence;
  }

  /**
   * For people.
   *
   * @return what is said of "a frame": a clause
   */
  public String sentence() {
    return sentence;
  }
}
