package io.quorate.engine.system;

import io.quorate.engine.system.SystemMessage.Hello;
import io.quorate.engine.system.Verdict.Adopt;
import io.quorate.engine.system.Verdict.Fellow;
import io.quorate.engine.system.Verdict.Hopeless;
import io.quorate.engine.system.Verdict.Outsider;
import io.quorate.engine.system.Verdict.Stranger;
import io.quorate.engine.system.Verdict.Waiting;
import java.util.OptionalInt;

/**
 * Compares what another node says with what this one is and has, and finds the words for what does
 * not fit: both sides, and what would be right. Has no state.
 */
final class Judge {
  private final Identity self;

  Judge(Identity self) {
    this.self = self;
  }

  /**
   * This node belongs to a cluster: does the other one? Before all have confirmed it, a rival
   * cluster is fatal.
   */
  Verdict ofMember(FormationRecord mine, Membership members, boolean formed, Hello hello) {
    if (hello.formation().isPresent() && !hello.formation().get().equals(mine)) {
      String both = describe("this node", mine) + "; "
          + describe(hello.advertised().toString(), hello.formation().get());
      return formed
          ? new Stranger(hello.advertised().toString(), "nodes of different clusters meet: " + both)
          : new Hopeless(
              "QRT-405",
              "Two different clusters have been formed: " + both
                  + ". If neither holds data, empty the data directories of all and start again");
    }
    int nodeId = hello.member().nodeId();
    if (members.names(hello.member())) {
      return new Fellow();
    }
    if (members.member(nodeId).isEmpty()) {
      return new Outsider();
    }
    return new Stranger(
        "node " + nodeId,
        speaker(hello) + " with store " + hello.member().storeId()
            + " is not the member of that id: its disk was lost or replaced, and with it its votes and"
            + " its log of cluster " + mine.clusterId() + ". To replace it, " + wayOn(nodeId));
  }

  /**
   * This node belongs to no cluster yet: does the other one, and if not, does it want the same one?
   * If this node's own list names the other one, a difference is fatal, since neither can form a
   * cluster.
   */
  Verdict ofUnformed(Hello hello, OptionalInt expected, boolean named) {
    if (hello.formation().isPresent()) {
      return ofExisting(hello, hello.formation().get());
    }
    if (hello.member().nodeId() == self.member().nodeId()) {
      return new Hopeless(
          "QRT-402",
          "Two nodes have the same id: node id " + self.member().nodeId() + " is used at "
              + self.advertised() + " with store " + self.member().storeId() + " and at "
              + hello.advertised()
              + " with store " + hello.member().storeId() + ". Give each node an id of its own");
    }
    if (self.joins() || hello.joins()) {
      return new Outsider();
    }
    if (self.partitions() != hello.partitions()) {
      String both = "this node wants " + self.partitions() + " partitions, " + speaker(hello)
          + " wants " + hello.partitions();
      return named
          ? new Hopeless(
              "QRT-404",
              "The members disagree on the number of partitions: " + both
                  + ". Set partitions.initial to the same number everywhere")
          : new Stranger(hello.advertised().toString(), both);
    }
    boolean bothKnow = expected.isPresent() && hello.expectedMembers().isPresent();
    if (bothKnow && !expected.equals(hello.expectedMembers())) {
      String both = "this node expects " + expected.getAsInt() + " members, " + speaker(hello)
          + " expects " + hello.expectedMembers().getAsInt();
      return named
          ? new Hopeless(
              "QRT-403",
              "The members disagree on the size of the cluster: " + both
                  + ". Give all of them the same list, or set cluster.expect to the same number")
          : new Stranger(hello.advertised().toString(), both);
    }
    return new Fellow();
  }

  /**
   * A cluster exists: either this node is one of its members, or it may become one, or it cannot go
   * on with this store.
   */
  private Verdict ofExisting(Hello hello, FormationRecord theirs) {
    Membership members = hello.membership().orElseGet(() -> Membership.of(theirs));
    int nodeId = self.member().nodeId();
    if (members.left().contains(nodeId)) {
      return new Hopeless(
          "QRT-408",
          "Node id " + nodeId + " belonged to a member of cluster " + theirs.clusterId()
              + " that was replaced. Ids are not used twice, because votes given under one may"
              + " still be on their way. Give this node an id that was never used");
    }
    boolean named = members.names(self.member());
    if (!named && members.member(nodeId).isPresent()) {
      return new Hopeless(
          "QRT-406",
          "Cluster " + theirs.clusterId() + " knows node " + nodeId + " with another store than "
              + self.member().storeId()
              + ": this node's data directory was wiped or replaced, and its votes and log are lost."
              + " It must not take part under this id. Restore the old directory. If that is lost, "
              + wayOn(nodeId));
    }
    if (self.partitionsGiven() && theirs.partitions() != self.partitions()) {
      return new Hopeless(
          "QRT-404",
          "The cluster has " + theirs.partitions() + " partitions, says " + speaker(hello)
              + ", but partitions.initial is " + self.partitions() + ". Set it to "
              + theirs.partitions());
    }
    if (named) {
      return new Adopt(theirs, hello.membership());
    }
    return new Waiting("to be made a member: cluster " + theirs.clusterId() + ", with nodes "
        + members.ids() + ", does not know node " + nodeId
        + ". To have it take the place of a member whose data is lost, call"
        + " members().replaceMember(lost, " + nodeId + ") on the leader of partition 0");
  }

  private static String wayOn(int nodeId) {
    return "start a node with cluster.join=true, an empty data directory and a node id that was never"
        + " used, and call members().replaceMember(" + nodeId
        + ", that id) on the leader of partition 0";
  }

  /** What to tell the operator of a node that is no member any more. */
  String replaced(Membership members) {
    return "Node " + self.member().nodeId() + ", store " + self.member().storeId()
        + ", was replaced, and belongs to the cluster no more. Its members are " + members.ids()
        + ". This node's data directory is of no use to them: remove it. The machine can serve"
        + " again with an empty one, and a node id that was never used";
  }

  private static String speaker(Hello hello) {
    return "node " + hello.member().nodeId() + " at " + hello.advertised();
  }

  private static String describe(String who, FormationRecord record) {
    return who + " is in cluster " + record.clusterId() + " with " + record;
  }
}
