package io.quorate.sim.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.engine.storage.Storage;
import io.quorate.sim.schedule.Knobs;
import io.quorate.sim.schedule.Profile;
import io.quorate.sim.schedule.Schedule;
import io.quorate.sim.schedule.TriggerPoint;
import io.quorate.sim.world.World;
import io.quorate.spi.EntryRecord;
import io.quorate.spi.HardState;
import io.quorate.spi.PartitionWrite;
import io.quorate.spi.WalBatch;
import io.quorate.spi.WalException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What crashes and losses of power leave of what was written. */
class SimDiskTest {
  private static final long LONG_ENOUGH = 10_000_000_000L;

  private final World world = new World(1);
  private final Knobs knobs = Schedule.random(1, Profile.QUIET).knobs();
  private final SimDisk disk = new SimDisk(world, 1);
  private final List<String> heard = new ArrayList<>();
  private final List<TriggerPoint> moments = new ArrayList<>();
  private TriggerPoint stopAt;
  private SimProcess process;
  private SimStorage storage;
  private int boots;

  private void boot() {
    process = new SimProcess(world, 1, ++boots);
    storage = new SimStorage(world, process, disk, knobs, moment -> {
      moments.add(moment);
      if (moment == stopAt) {
        process.kill();
      }
    });
  }

  private void submit(long index) {
    storage.submit(
        WalBatch.of(1, PartitionWrite.append(List.of(new EntryRecord(index, 1, new byte[] {1})))),
        new Storage.Completion() {
          @Override
          public void durable() {
            heard.add(index + " durable");
          }

          @Override
          public void failed(WalException failure) {
            heard.add(index + " " + failure.kind());
          }
        });
  }

  private long last(DiskImage image) {
    return image.state(1).lastIndex();
  }

  @Test
  void batchesBecomeDurableAndCompleteInOrder() {
    boot();
    for (long index = 1; index <= 40; index++) {
      submit(index);
    }
    world.runUntil(LONG_ENOUGH);
    assertThat(heard).hasSize(40).startsWith("1 durable", "2 durable").endsWith("40 durable");
    assertThat(last(disk.durable())).isEqualTo(40);
  }

  @Test
  void aCompletionComesAfterDurabilityAndNotAtOnce() {
    boot();
    submit(1);
    assertThat(heard).isEmpty();
    stopAt = TriggerPoint.SYNC_DURABLE;
    world.runUntil(LONG_ENOUGH);
    assertThat(last(disk.durable())).isEqualTo(1);
    assertThat(heard).isEmpty();
  }

  @Test
  void aProcessCrashLeavesWhatWasWrittenAndTheNextOpeningMakesItDurable() {
    boot();
    stopAt = TriggerPoint.SYNC_STARTED;
    submit(1);
    world.runUntil(LONG_ENOUGH);
    disk.crash();
    assertThat(last(disk.readable())).isEqualTo(1);
    assertThat(last(disk.durable())).isZero();

    boot();
    assertThat(storage.state(1).lastIndex()).isEqualTo(1);
    assertThat(last(disk.durable())).isEqualTo(1);
  }

  @Test
  void aLossOfPowerAfterACrashTakesWhatWasNotSynced() {
    for (int seed = 0; seed < 40; seed++) {
      disk.losePower(); // draws, so that each round has other luck
    }
    int lost = 0;
    for (int round = 0; round < 40; round++) {
      boot();
      long next = storage.state(1).lastIndex() + 1;
      stopAt = TriggerPoint.SYNC_STARTED;
      submit(next);
      world.runUntil(world.now() + LONG_ENOUGH);
      disk.crash();
      lost += disk.losePower();
      assertThat(last(disk.readable())).isEqualTo(last(disk.durable()));
    }
    assertThat(lost).isBetween(20, 39);
  }

  @Test
  void whatWasSyncedSurvivesEveryLossOfPower() {
    boot();
    submit(1);
    world.runUntil(LONG_ENOUGH);
    process.kill();
    disk.crash();
    assertThat(disk.losePower()).isZero();
    assertThat(last(disk.readable())).isEqualTo(1);
  }

  @Test
  void whatWasNotWrittenIsLostInACrash() {
    boot();
    submit(1);
    process.kill();
    world.runUntil(LONG_ENOUGH);
    boot();
    assertThat(storage.state(1).lastIndex()).isZero();
    assertThat(heard).isEmpty();
  }

  @Test
  void afterAFailedSyncNothingIsAcknowledgedByThatProcess() {
    boot();
    disk.failNextSync();
    submit(1);
    world.runUntil(LONG_ENOUGH);
    submit(2);
    world.runUntil(2 * LONG_ENOUGH);
    assertThat(heard).containsExactly("1 FAILED", "2 FAILED");
    assertThat(last(disk.durable())).isZero();
    assertThat(moments).contains(TriggerPoint.SYNC_FAILED);
  }

  @Test
  void whatAFailedSyncLeftMayBeGoneAfterARestart() {
    List<Long> found = new ArrayList<>();
    for (int round = 0; round < 20; round++) {
      boot();
      disk.failNextSync();
      long before = storage.state(1).lastIndex();
      submit(before + 1);
      world.runUntil(world.now() + LONG_ENOUGH);
      process.kill();
      disk.crash();
      boot();
      found.add(storage.state(1).lastIndex() - before);
    }
    assertThat(found).contains(0L, 1L);
  }

  @Test
  void aStallHoldsTheSyncUntilItEnds() {
    boot();
    disk.stallUntil(5_000_000_000L);
    submit(1);
    world.runUntil(4_900_000_000L);
    assertThat(last(disk.durable())).isZero();
    assertThat(last(disk.readable())).isEqualTo(1);
    world.runUntil(LONG_ENOUGH);
    assertThat(heard).containsExactly("1 durable");
  }

  @Test
  void aPausedProcessHearsOfItsDiskWhenItGoesOn() {
    boot();
    submit(1);
    world.runUntil(1); // begun
    process.pause();
    world.runUntil(LONG_ENOUGH);
    assertThat(heard).isEmpty();
    process.resume();
    world.runUntil(2 * LONG_ENOUGH);
    assertThat(heard).containsExactly("1 durable");
  }

  @Test
  void aDiskThatLiesCompletesWithoutDurability() {
    disk.turnSyncOff();
    boot();
    submit(1);
    world.runUntil(LONG_ENOUGH);
    assertThat(heard).containsExactly("1 durable");
    assertThat(last(disk.durable())).isZero();
  }

  @Test
  void aBatchThatBreaksARuleIsAViolation() {
    boot();
    submit(2);
    world.runUntil(LONG_ENOUGH);
    assertThat(world.violation()).hasValueSatisfying(v -> assertThat(v.story()).contains("rule"));
  }

  @Test
  void anImageKnowsWhatItHoldsForGood() throws WalException {
    DiskImage image = new DiskImage();
    image.apply(WalBatch.of(
        1,
        PartitionWrite.append(
            List.of(new EntryRecord(1, 1, new byte[1]), new EntryRecord(2, 3, new byte[1])))));
    image.apply(WalBatch.of(1, PartitionWrite.hardState(new HardState(3, OptionalInt.of(2)))));
    DiskImage copy = image.copy();
    image.apply(WalBatch.of(
        1,
        new PartitionWrite(
            false,
            java.util.Optional.empty(),
            java.util.OptionalLong.of(1),
            java.util.Optional.empty(),
            List.of())));
    assertThat(image.holds(1, 2, 3)).isFalse();
    assertThat(copy.holds(1, 2, 3)).isTrue();
    assertThat(copy.holds(1, 2, 2)).isFalse();
    assertThat(copy.holds(1, 3, 3)).isFalse();
    assertThat(copy.holds(2, 1, 1)).isFalse();
    assertThat(copy.state(1).hardState()).contains(new HardState(3, OptionalInt.of(2)));
  }
}
