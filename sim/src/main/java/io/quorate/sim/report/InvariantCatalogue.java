package io.quorate.sim.report;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** What each invariant says, in one sentence. */
public final class InvariantCatalogue {
  private static final Map<String, String> SENTENCES = sentences();

  private InvariantCatalogue() {}

  private static Map<String, String> sentences() {
    Map<String, String> all = new TreeMap<>();
    all.put("I1", "In each term at most one node ever leads, and a quorum has voted for it.");
    all.put("I2", "A leader only appends to its log, and a log is what was written of it.");
    all.put("I3", "Two logs that hold an entry of one index and term are equal up to it.");
    all.put("I4", "A leader has every entry that was committed in an earlier term.");
    all.put("I5", "All nodes apply the same entries, in order, each once per process.");
    all.put("I6", "What is committed is never cut off, replaced or contradicted.");
    all.put("I7", "A commit index never goes back while its process lives.");
    all.put("I8", "Applied <= committed <= end of the log, and what counts as durable is on disk.");
    all.put("I9", "A leader commits by counting only entries of its own term.");
    all.put("I10", "A committed entry is on the disks of a quorum.");
    all.put("I11", "A node accepts entries only when its disk holds them, in its term.");
    all.put(
        "I12", "A term and a vote are on disk before anybody hears of them; one vote per term.");
    all.put("I13", "A vote goes only to a candidate whose log is at least as long as the voter's.");
    all.put(
        "I14",
        "A node's term never goes back, also over restarts, and goes forward only for a reason.");
    all.put("I15", "A message of an earlier term changes nothing; answers carry the present one.");
    all.put("I16", "What a leader believes of a follower's log is true of it.");
    all.put("I17", "A follower commits only what its leader verified and committed.");
    all.put("I18", "What a client heard is true: acknowledged once, refused never.");
    all.put("I19", "A retried call is applied once.");
    all.put("I20", "The clients' history is linearizable.");
    all.put("I21", "A linearizable read sees everything acknowledged before it began.");
    all.put("I22", "While a leader serves reads by its lease, no later leader commits.");
    all.put("I23", "Changes of the configuration come one after the other.");
    all.put("I24", "Quorums of configurations that follow each other meet.");
    all.put(
        "I25",
        "Who has no vote counts in no quorum, and does not campaign once that is committed.");
    all.put("I26", "Nobody is disturbed: not by a removed node, nor while a leader is heard.");
    all.put("I27", "A snapshot is what replaying the log up to it gives.");
    all.put("I28", "The log is cut in front only up to what a durable snapshot covers.");
    all.put("I29", "Equal checkpoints have equal contents on all nodes.");
    all.put("U1", "Nothing under simulation starts threads.");
    all.put("U2", "What is called under simulation returns.");
    all.put("U3", "What is called under simulation does not fail of its own accord.");
    all.put("I30", "After a crash a log holds what was synced, and nothing out of order.");
    all.put("I31", "A damaged record is noticed and never used.");
    all.put("I32", "Hybrid clocks only go forward, over restarts and along a log.");
    all.put("I33", "An operation that expects another generation is refused.");
    all.put("I34", "Partitions do not mix, and nobody takes what is for another node.");
    all.put("I35", "The partitions cover every key once.");
    all.put("I36", "A transfer loses no proposal, and there is one at a time.");
    all.put("I37", "Queues, retained logs and what is in flight keep to their bounds.");
    all.put("I38", "After a failed sync of its log a process promises nothing more.");
    all.put("I39", "Only members take part, and who was replaced belongs to no group.");
    all.put(
        "I40",
        "Nothing is taken that nobody with the secret made for this process, and nothing twice.");
    all.put("L1", "A healed cluster has leaders within a bounded time.");
    all.put("L2", "A healthy cluster keeps its leaders; campaigns need pre-votes of a quorum.");
    all.put("L3", "A healed cluster commits fresh writes within a bounded time.");
    all.put("L4", "All replicas of a healed cluster become equal.");
    all.put("L5", "Every call ends, once and in time.");
    all.put("L6", "A run makes progress instead of events.");
    all.put("L7", "An idle cluster is quiet.");
    all.put("L8", "A follower that lags behind catches up, in few rounds.");
    all.put("X1", "Nothing throws.");
    all.put("X2", "A node writes only batches that keep to the log's rules.");
    all.put("X3", "Only partitions that were made run.");
    all.put("X4", "A node can start on what its disk holds.");
    all.put("X5", "Nobody reports problems when all is well.");
    all.put("X6", "A node stops by itself only when its storage fails.");
    return Collections.unmodifiableMap(all);
  }

  /**
   * An invariant in words.
   *
   * @param id such as {@code I10}
   * @return one sentence; one that says so if the id is not known
   */
  public static String sentence(String id) {
    return SENTENCES.getOrDefault(id, "This invariant is not described.");
  }

  static Map<String, String> all() {
    return SENTENCES;
  }
}
