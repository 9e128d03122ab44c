package io.quorate.engine.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Quorums against all subsets of up to seven nodes; a set of nodes is a number, a bit for each. */
class ConfigurationProps {
  private static final int NODES = 7;
  private static final int ALL = 1 << NODES;

  private static SortedSet<Integer> nodes(int bits) {
    SortedSet<Integer> nodes = new TreeSet<>();
    for (int node = 1; node <= NODES; node++) {
      if ((bits >> node - 1 & 1) == 1) {
        nodes.add(node);
      }
    }
    return nodes;
  }

  private static boolean decides(Configuration configuration, int bits) {
    return configuration.isQuorum(node -> (bits >> node - 1 & 1) == 1);
  }

  private static boolean isMajority(SortedSet<Integer> half, int bits) {
    SortedSet<Integer> agreeing = nodes(bits);
    agreeing.retainAll(half);
    return 2 * agreeing.size() > half.size();
  }

  private static List<Integer> quorums(Configuration configuration) {
    List<Integer> quorums = new ArrayList<>();
    for (int bits = 0; bits < ALL; bits++) {
      if (decides(configuration, bits)) {
        quorums.add(bits);
      }
    }
    return quorums;
  }

  /** Two disjoint quorums would elect two leaders, or lose what one of them committed. */
  private static void assertShareAVoter(Configuration one, Configuration other) {
    List<Integer> others = quorums(other);
    SortedSet<Integer> voters = new TreeSet<>(one.voters());
    voters.addAll(one.outgoing());
    for (int quorum : quorums(one)) {
      for (int second : others) {
        int shared = quorum & second;
        if (shared == 0 || nodes(shared).stream().noneMatch(voters::contains)) {
          throw new AssertionError(nodes(quorum) + " of " + one + " and " + nodes(second) + " of "
              + other + " share no voter");
        }
      }
    }
  }

  @Property(tries = 200)
  void aQuorumIsAMajorityOfTheVotersAndOfTheOutgoingOnes(
      @ForAll("configurations") Configuration c) {
    for (int bits = 0; bits < ALL; bits++) {
      assertThat(decides(c, bits))
          .isEqualTo(isMajority(c.voters(), bits)
              && (c.outgoing().isEmpty() || isMajority(c.outgoing(), bits)));
    }
  }

  @Property(tries = 200)
  void anyTwoQuorumsOfAConfigurationShareAVoter(@ForAll("configurations") Configuration c) {
    assertShareAVoter(c, c);
  }

  @Property(tries = 200)
  void quorumsBeforeDuringAndAfterAChangeShareAVoter(@ForAll("joint") Configuration joint) {
    assertShareAVoter(Configuration.of(joint.outgoing()), joint);
    assertShareAVoter(joint, joint.left());
    assertThat(joint.left().isJoint()).isFalse();
    assertThat(joint.left().voters()).isEqualTo(joint.voters());
    assertThat(joint.left().learners()).isEqualTo(joint.learners());
  }

  /** A value too high commits what a majority does not have; too low, and nothing commits. */
  @Property
  void theQuorumValueIsTheGreatestThatAnyQuorumReached(
      @ForAll("configurations") Configuration c,
      @ForAll @Size(NODES) List<@IntRange(max = 9) Integer> values) {
    long best = -1;
    for (int quorum : quorums(c)) {
      SortedSet<Integer> voters = nodes(quorum);
      voters.removeIf(node -> !c.isVoter(node));
      long reached = voters.stream().mapToLong(n -> values.get(n - 1)).min().orElseThrow();
      best = Math.max(best, reached);
    }
    long value = c.quorumValue(node -> values.get(node - 1));
    assertThat(value).isEqualTo(best);
    assertThat(c.isQuorum(node -> values.get(node - 1) >= value)).isTrue();
    assertThat(c.isQuorum(node -> values.get(node - 1) > value)).isFalse();
  }

  @Property(tries = 200)
  void learnersAndStrangersNeverCount(@ForAll("configurations") Configuration c) {
    SortedSet<Integer> asked = new TreeSet<>();
    c.isQuorum(asked::add);
    c.quorumValue(node -> asked.add(node) ? 1 : 0);
    assertThat(asked).allMatch(c::isVoter);
    for (int node = 1; node <= NODES; node++) {
      assertThat(c.isMember(node)).isEqualTo(c.members().contains(node));
      assertThat(c.isVoter(node))
          .isEqualTo(c.voters().contains(node) || c.outgoing().contains(node));
    }
  }

  @Provide
  Arbitrary<Configuration> configurations() {
    return Combinators.combine(sets(1), sets(0), sets(0)).as(ConfigurationProps::configuration);
  }

  @Provide
  Arbitrary<Configuration> joint() {
    return Combinators.combine(sets(1), sets(1), sets(0)).as(ConfigurationProps::configuration);
  }

  private static Configuration configuration(int voters, int outgoing, int learners) {
    return new Configuration(nodes(voters), nodes(outgoing), nodes(learners & ~voters));
  }

  private static Arbitrary<Integer> sets(int from) {
    return Arbitraries.integers().between(from, ALL - 1);
  }
}
