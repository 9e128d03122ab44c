package io.quorate.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * The door for proposals, against plain sums. A share that leaks closes the door for ever; one that
 * is given back twice, or by a refusal, lets memory grow without bound.
 */
class AdmissionProps {
  private static final int PARTITIONS = 3;

  /** Asks for room, or gives back what was admitted first or last. */
  record Step(Kind kind, int partition, int count, long bytes) {
    enum Kind {
      ASK,
      RELEASE_FIRST,
      RELEASE_LAST
    }
  }

  private record Share(int partition, int count, long bytes) {}

  @Property(tries = 500)
  void theLimitsHoldAndWhatFitsIsAdmitted(
      @ForAll("limits") NodeSettings.Limits limits, @ForAll("steps") List<Step> steps) {
    Admission admission = new Admission(limits);
    List<Admission.Gate> gates = new ArrayList<>();
    for (int i = 0; i < PARTITIONS; i++) {
      gates.add(new Admission.Gate());
    }
    List<Share> held = new ArrayList<>();
    for (Step step : steps) {
      if (step.kind() == Step.Kind.ASK) {
        Share share = new Share(step.partition(), step.count(), step.bytes());
        List<Share> with = new ArrayList<>(held);
        with.add(share);
        boolean fits = fits(limits, with, share.partition());
        assertThat(admission.tryAdmit(gates.get(share.partition()), share.count(), share.bytes()))
            .as("%s beside %s within %s", share, held, limits)
            .isEqualTo(fits);
        if (fits) {
          held.add(share);
        }
      } else if (!held.isEmpty()) {
        Share share = held.remove(step.kind() == Step.Kind.RELEASE_FIRST ? 0 : held.size() - 1);
        admission.release(gates.get(share.partition()), share.count(), share.bytes());
      }
      assertThat(admission.nodeEntries())
          .isEqualTo(held.stream().mapToInt(Share::count).sum());
      for (int i = 0; i < PARTITIONS; i++) {
        assertThat(gates.get(i).entries()).isEqualTo(entries(held, i));
      }
    }
    held.forEach(s -> admission.release(gates.get(s.partition()), s.count(), s.bytes()));
    int most = Math.min(limits.nodeEntries(), limits.partitionEntries());
    long mostBytes = Math.min(limits.nodeBytes(), limits.partitionBytes());
    assertThat(admission.tryAdmit(gates.get(0), most, mostBytes))
        .as("all room is there again")
        .isTrue();
  }

  private static int entries(List<Share> held, int partition) {
    return held.stream()
        .filter(s -> s.partition() == partition)
        .mapToInt(Share::count)
        .sum();
  }

  private static boolean fits(NodeSettings.Limits limits, List<Share> all, int partition) {
    long bytes = all.stream()
        .filter(s -> s.partition() == partition)
        .mapToLong(Share::bytes)
        .sum();
    return entries(all, partition) <= limits.partitionEntries()
        && bytes <= limits.partitionBytes()
        && all.stream().mapToInt(Share::count).sum() <= limits.nodeEntries()
        && all.stream().mapToLong(Share::bytes).sum() <= limits.nodeBytes();
  }

  @Provide
  Arbitrary<NodeSettings.Limits> limits() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 12),
            Arbitraries.longs().between(0, 100),
            Arbitraries.integers().between(1, 20),
            Arbitraries.longs().between(0, 150))
        .as((entries, bytes, nodeEntries, nodeBytes) ->
            new NodeSettings.Limits(entries, bytes, nodeEntries, nodeBytes, 1, 1, 1));
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.of(
                Step.Kind.ASK, Step.Kind.ASK, Step.Kind.RELEASE_FIRST, Step.Kind.RELEASE_LAST),
            Arbitraries.integers().between(0, PARTITIONS - 1),
            Arbitraries.integers().between(1, 6),
            Arbitraries.longs().between(0, 60))
        .as(Step::new)
        .list()
        .ofMaxSize(50);
  }
}
