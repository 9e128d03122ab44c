package io.quorate.engine.codec;

import io.quorate.engine.system.SystemMessage;
import java.util.List;

/**
 * What was understood of a received frame.
 *
 * @param header who speaks to whom; as yet only claimed
 * @param groups messages within groups, in the order in which they were sent
 * @param transfers messages that move snapshots, in the order in which they were sent
 * @param system messages outside of any group, in the order in which they were sent
 * @param skipped what was not understood
 */
public record Frame(
    FrameHeader header,
    List<Envelope> groups,
    List<TransferEnvelope> transfers,
    List<SystemMessage> system,
    Skipped skipped) {

  /**
   * What was skipped of a frame. The items beside it are as good as ever.
   *
   * @param malformed how many items were known, but invalid
   * @param unknown how many items, or fields of the frame, are of a kind that this version does not
   *     know
   * @param problems the first few of the malformed ones, for people
   */
  public record Skipped(int malformed, int unknown, List<String> problems) {
    /** Nothing was. */
    public static final Skipped NOTHING = new Skipped(0, 0, List.of());
  }
}
