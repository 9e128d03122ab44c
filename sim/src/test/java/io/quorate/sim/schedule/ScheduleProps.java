package io.quorate.sim.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.sim.world.Streams;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

/** What is drawn makes sense: faults name nodes and partitions that there are, and end in time. */
class ScheduleProps {
  @Property(tries = 400)
  void faultsAreOfTheCluster(@ForAll @LongRange(min = 1) long seed, @ForAll Profile profile) {
    Schedule schedule = Schedule.random(seed, profile);
    int nodes = schedule.knobs().allNodes();
    for (Fault fault : schedule.faults()) {
      assertThat(fault.node()).as("%s", fault).isBetween(1, nodes);
      assertThat(fault.partition())
          .as("%s", fault)
          .isBetween(0, schedule.knobs().partitions());
      assertThat(fault.at()).as("%s", fault).isBetween(0L, schedule.faultsEnd() - 1);
      assertThat(fault.duration()).as("%s", fault).isNotNegative();
    }
    assertThat(schedule.faults()).isSortedAccordingTo(Comparator.comparingLong(Fault::at));
  }

  @Property(tries = 400)
  void scenariosAreOfTheCluster(@ForAll @LongRange(min = 1) long seed) {
    Knobs knobs = Schedule.random(seed, Profile.FULL).knobs();
    long latest = 40_000_000;
    for (Profile profile : Profile.values()) {
      List<Fault> faults =
          new Scenarios(new Streams(seed).stream("test"), knobs, latest).draw(profile);
      for (Fault fault : faults) {
        assertThat(fault.node()).as("%s", fault).isBetween(1, knobs.allNodes());
        assertThat(fault.mask() >> knobs.allNodes()).as("%s", fault).isZero();
        assertThat(fault.partition()).as("%s", fault).isBetween(0, knobs.partitions());
        assertThat(fault.at()).as("%s", fault).isBetween(0L, latest - 1);
        assertThat(fault.duration()).as("%s", fault).isNotNegative();
      }
    }
  }

  @Example
  void theMixHasEveryKindOfFault() {
    List<Fault> faults = new ArrayList<>();
    for (long seed = 1; seed <= 500; seed++) {
      faults.addAll(Schedule.random(seed, Profile.FULL).faults());
    }
    Set<FaultKind> drawn = EnumSet.noneOf(FaultKind.class);
    faults.forEach(fault -> drawn.add(fault.kind()));
    assertThat(drawn).containsExactlyInAnyOrder(FaultKind.values());
  }
}
