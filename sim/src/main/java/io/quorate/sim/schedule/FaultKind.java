package io.quorate.sim.schedule;

/** What can go wrong, or be asked for, at a time. */
public enum FaultKind {
  /** Between the nodes frames are lost, {@code amount} per mille. */
  LOSS(FaultClass.NETWORK),
  /** Frames are delivered twice, {@code amount} per mille. */
  DUPLICATE(FaultClass.NETWORK),
  /** Frames from and to the nodes of {@code mask} take up to {@code amount} microseconds longer. */
  DELAY(FaultClass.NETWORK),
  /**
   * Frames overtake others, {@code amount} per mille; the overtaken are late by up to the longest
   * way.
   */
  REORDER(FaultClass.NETWORK),
  /** The nodes of {@code mask} and the others do not hear each other. */
  PARTITION(FaultClass.NETWORK),
  /** The nodes of {@code mask} are not heard by the others. */
  ONE_WAY(FaultClass.NETWORK),
  /** The node neither hears nor is heard. */
  ISOLATE(FaultClass.NETWORK),
  /** The partition's leader neither hears nor is heard. */
  ISOLATE_LEADER(FaultClass.NETWORK),
  /** Frames between the nodes of {@code mask} and the others are held, and come in the end. */
  CLOG(FaultClass.NETWORK),
  /** The nodes of {@code mask} and the others hear each other only by way of {@code node}. */
  BRIDGE(FaultClass.NETWORK),
  /** Only the partition's leader hears others and is heard. */
  LEADER_ONLY(FaultClass.NETWORK),
  /**
   * The nodes of {@code mask} and the others do not hear each other, do again, and so on, for
   * {@code amount} microseconds each.
   */
  FLAP(FaultClass.NETWORK),
  /** The node's connections break at once: the last of what is under way is lost. */
  RESET(FaultClass.NETWORK),
  /**
   * No more than {@code amount} bytes are under way to the node from each other; it reads slowly.
   */
  SLOW_RECEIVER(FaultClass.NETWORK),
  /**
   * Messages are lost by what they are: those whose type is a bit of {@code amount}, in the order
   * of the types of messages, to and from the nodes of {@code mask}.
   */
  LOSE_TYPE(FaultClass.NETWORK),
  /**
   * All messages of the partition from the nodes of {@code mask} are lost; other groups' are not.
   */
  LOSE_GROUP(FaultClass.NETWORK),
  /**
   * Of the last frames that went to the node from each other, up to {@code amount} come again soon,
   * and those of elections longer ago: the network has held copies back, also of what was lost.
   */
  REPLAY(FaultClass.NETWORK),
  /** The node's process ends, and starts again after the duration. */
  CRASH(FaultClass.PROCESS),
  /** The process of the partition's leader ends, and starts again after the duration. */
  CRASH_LEADER(FaultClass.PROCESS),
  /** All processes of {@code mask} end, and start again after the duration. */
  CRASH_MANY(FaultClass.PROCESS),
  /** The node loses power, and starts again after the duration. */
  POWER_LOSS(FaultClass.PROCESS),
  /** The nodes of {@code mask} lose power at once, and start again after the duration. */
  POWER_LOSS_MANY(FaultClass.PROCESS),
  /** The node is closed in good order, and starts again after the duration. */
  CLOSE(FaultClass.PROCESS),
  /** The partition's leader is closed in good order, and starts again after the duration. */
  CLOSE_LEADER(FaultClass.PROCESS),
  /**
   * The node's process ends, and starts again after the duration at another address: at the one
   * that another node has left last, if there is such and {@code amount} is not 0.
   */
  MOVE(FaultClass.PROCESS),
  /** The node's process stands still for the duration. */
  PAUSE(FaultClass.PROCESS),
  /** The process of the partition's leader stands still for the duration. */
  PAUSE_LEADER(FaultClass.PROCESS),
  /** The node's wall clock jumps by {@code amount} milliseconds, forward or back. */
  CLOCK_STEP(FaultClass.CLOCK),
  /** The node's wall clock stands still for the duration, and then shows the time again. */
  CLOCK_FREEZE(FaultClass.CLOCK),
  /** The node's monotonic clock runs at {@code amount} per mille of its speed for the duration. */
  CLOCK_RATE(FaultClass.CLOCK),
  /** No sync of the node's disk ends before the duration has passed. */
  STALL(FaultClass.DISK),
  /** The disk of the partition's leader stalls for the duration. */
  STALL_LEADER(FaultClass.DISK),
  /** Everything the node's disk does takes {@code amount} times as long for the duration. */
  SLOW_DISK(FaultClass.DISK),
  /** The node's next sync fails; it is restarted on the same disk after the duration. */
  FAIL_SYNC(FaultClass.DISK),
  /**
   * The node's disk is full from its next write on, or, if {@code amount} is not 0, from its next
   * sync on; there is room again, and the node is restarted, after the duration.
   */
  DISK_FULL(FaultClass.DISK),
  /** The node's next read of its log fails; it is restarted after the duration. */
  FAIL_READ(FaultClass.DISK),
  /**
   * A durable entry of the partition on the node's disk is damaged for good: the {@code amount} th
   * of a thousand. It is reported by the log if {@code mask} is odd, and otherwise read as it is.
   */
  CORRUPT(FaultClass.LOSS_OF_DATA),
  /** The node's disk is replaced by an empty one; its process starts again after the duration. */
  WIPE(FaultClass.LOSS_OF_DATA),
  /** The partition's leader is asked to hand over to {@code node}. */
  TRANSFER(FaultClass.ADMINISTRATION),
  /** {@code node} is asked to give up the partition, whether it leads or not. */
  STEP_DOWN(FaultClass.ADMINISTRATION),
  /**
   * The partition's leader, or {@code node} if nobody leads, is asked to make the nodes of
   * {@code mask} the voters and those of {@code amount} learners.
   */
  CONFIGURE(FaultClass.ADMINISTRATION),
  /** {@code node} is asked for something that makes no sense; {@code amount} says for what. */
  INVALID_REQUEST(FaultClass.ADMINISTRATION),
  /**
   * The node's process ends, and an operator starts it with settings that do not fit its disk,
   * which it must refuse; it starts as it should after the duration. {@code amount} says what is
   * wrong: one partition fewer, one more, or another data directory's identity. Nothing happens
   * before the disk has got the formation record, or once it has lost data.
   */
  MISCONFIGURE(FaultClass.ADMINISTRATION),
  /** {@code node} is asked for the partition's leader, and waits for one for the duration. */
  AWAIT_LEADER(FaultClass.ADMINISTRATION),
  /** The partition's leader, or {@code node} if nobody leads, is asked to make a checkpoint. */
  CHECKPOINT(FaultClass.ADMINISTRATION),
  /**
   * {@code node} keeps the partition's log for the duration, from {@code amount} entries before its
   * end.
   */
  HOLD(FaultClass.ADMINISTRATION),
  /**
   * The leader of partition 0, or any node if nobody leads it, is asked to have the spare number
   * {@code amount}, from 1, take the place of {@code node}, and waits for that for the duration.
   * Nothing happens in a run without that spare.
   */
  REPLACE(FaultClass.ADMINISTRATION);

  private final FaultClass faultClass;

  FaultKind(FaultClass faultClass) {
    this.faultClass = faultClass;
  }

  /**
   * What it concerns.
   *
   * @return the class
   */
  public FaultClass faultClass() {
    return faultClass;
  }
}
