package io.quorate.sim.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.sim.world.Detail;
import io.quorate.sim.world.Detail.BatchContents;
import io.quorate.sim.world.Detail.FrameContents;
import io.quorate.sim.world.Detail.MemberState;
import io.quorate.sim.world.Detail.Part;
import io.quorate.sim.world.Detail.Said;
import io.quorate.sim.world.Event;
import io.quorate.sim.world.InvariantViolation;
import io.quorate.sim.world.Trace.Entry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The parts of a report on traces that are written by hand. */
class TraceModelTest {
  private static final Said APPEND = new Said(1, "AppendRequest", 2, "append 1, term 2", false);
  private static final Said ACCEPTED =
      new Said(1, "AppendAccepted", 2, "accepted up to 1, term 2", true);
  private static final Said OTHER = new Said(0, "VoteRequest", 5, "vote", false);

  private final List<Entry> entries = new ArrayList<>();

  private int add(long time, Event event, int node, int partition, long a, long b, Object detail) {
    entries.add(new Entry(entries.size(), time, event, node, partition, a, b, detail));
    return entries.size() - 1;
  }

  private static MemberState state(String role, long last, long durable, long commit) {
    return new MemberState(role, 2, 1, last, 2, durable, commit, commit);
  }

  private static BatchContents batch(long number, long startedAt, long first, Long... terms) {
    return new BatchContents(
        startedAt,
        List.of(new Part(
            number, 1, 0, 0, OptionalLong.empty(), OptionalLong.empty(), first, List.of(terms))));
  }

  private TraceModel model() {
    return new TraceModel(
        entries,
        Optional.of(new InvariantViolation("I10", 1, 90, "node 1 commits up to 1", List.of())),
        2,
        1);
  }

  @Test
  void aHandledMessageLeadsBackToItsSendAndNotToItsNeighboursInTheFrame() {
    final int otherGroup = add(10, Event.SEND, 1, 0, 2, 0, OTHER);
    final int send = add(11, Event.SEND, 1, 1, 2, 0, APPEND);
    final int frame =
        add(12, Event.FRAME, 1, -1, 2, 7, new FrameContents(List.of(OTHER, APPEND), false, 2));
    final int arrival = add(20, Event.ARRIVE, 2, -1, 1, 7, null);
    final int copy = add(25, Event.ARRIVE, 2, -1, 1, 7, null);
    final int handled = add(30, Event.HANDLE, 2, 1, 1, 0, APPEND);
    final int again = add(35, Event.HANDLE, 2, 1, 1, 0, APPEND);
    Causes causes = new Causes(model());
    assertThat(causes.others(frame)).containsExactly(otherGroup, send);
    assertThat(causes.others(arrival)).containsExactly(frame);
    assertThat(causes.others(handled)).containsExactly(arrival, send);
    assertThat(causes.others(again)).containsExactly(copy, send);
    assertThat(causes.before(again)).isEqualTo(handled);
  }

  @Test
  void aConeGoesBackOverMessagesAndDisksAndLeavesOtherGroupsOut() {
    final int otherGroup = add(5, Event.APPEND, 2, 0, 1, 1, null);
    final int append = add(10, Event.APPEND, 2, 1, 1, 2, null);
    final int written = add(20, Event.BATCH, 2, -1, 3, 1, batch(3, 12, 1, 2L));
    final int durable = add(30, Event.DURABLE, 2, -1, 3, 1, null);
    add(35, Event.COMPLETED, 2, -1, 3, 1, null);
    add(40, Event.PERSISTED, 2, 1, 1, 0, null);
    add(40, Event.STATE, 2, 1, 1, 0, state("FOLLOWER", 1, 1, 0));
    final int send = add(40, Event.SEND, 2, 1, 1, 0, ACCEPTED);
    add(41, Event.FRAME, 2, -1, 1, 1, new FrameContents(List.of(ACCEPTED), false, 1));
    add(80, Event.ARRIVE, 1, -1, 2, 1, null);
    add(90, Event.HANDLE, 1, 1, 2, 0, ACCEPTED);
    add(90, Event.STATE, 1, 1, 1, 1, state("LEADER", 1, 0, 1));
    final int end = add(90, Event.VIOLATION, 0, 1, 0, 0, null);
    TraceModel model = model();
    Cone cone = new Cone(model, new Causes(model), end, 100, 1_000);
    assertThat(cone.positions()).contains(append, written, durable, send, end);
    assertThat(cone.positions()).doesNotContain(otherGroup);
    assertThat(cone.isCut()).isFalse();
    Cone recent = new Cone(model, new Causes(model), end, 100, 55);
    assertThat(recent.positions()).doesNotContain(append);
    assertThat(recent.isCut()).isTrue();
  }

  @Test
  void aMessageThatChangedNothingLeadsNowhere() {
    final int send = add(10, Event.SEND, 2, 1, 1, 0, ACCEPTED);
    add(11, Event.FRAME, 2, -1, 1, 1, new FrameContents(List.of(ACCEPTED), false, 1));
    add(20, Event.ARRIVE, 1, -1, 2, 1, null);
    add(30, Event.HANDLE, 1, 1, 2, 0, ACCEPTED);
    add(40, Event.STATE, 1, 1, 1, 1, state("LEADER", 1, 0, 1));
    final int end = add(40, Event.VIOLATION, 0, 1, 0, 0, null);
    TraceModel model = model();
    assertThat(new Cone(model, new Causes(model), end, 100, 1_000).contains(send))
        .isFalse();
  }

  @Test
  void aBeatWhoseAnswerChangedSomethingBelongsToTheCone() {
    Said beat = new Said(1, "AppendRequest", 2, "heartbeat, term 2", true);
    final int sent = add(10, Event.SEND, 1, 1, 2, 0, beat);
    add(11, Event.FRAME, 1, -1, 2, 1, new FrameContents(List.of(beat), false, 1));
    add(20, Event.ARRIVE, 2, -1, 1, 1, null);
    final int heard = add(21, Event.HANDLE, 2, 1, 1, 0, beat);
    add(21, Event.SEND, 2, 1, 1, 0, ACCEPTED);
    add(22, Event.FRAME, 2, -1, 1, 2, new FrameContents(List.of(ACCEPTED), false, 1));
    add(30, Event.ARRIVE, 1, -1, 2, 2, null);
    add(90, Event.HANDLE, 1, 1, 2, 0, ACCEPTED);
    add(90, Event.STATE, 1, 1, 1, 1, state("LEADER", 1, 0, 1));
    final int end = add(90, Event.VIOLATION, 0, 1, 0, 0, null);
    TraceModel model = model();
    assertThat(new Cone(model, new Causes(model), end, 100, 1_000).told()).contains(sent, heard);
  }

  @Test
  void aDiskKeepsOverALossOfPowerWhatWasDurable() {
    add(1, Event.BOOT, 1, -1, 1, 0, null);
    add(2, Event.APPEND, 1, 1, 1, 2, null);
    add(3, Event.BATCH, 1, -1, 1, 1, batch(1, 2, 1, 2L));
    add(4, Event.DURABLE, 1, -1, 1, 1, null);
    add(5, Event.APPEND, 1, 1, 2, 2, null);
    add(6, Event.BATCH, 1, -1, 2, 1, batch(2, 5, 2, 2L));
    final int before = entries.size();
    add(7, Event.FORGOTTEN, 1, -1, 2, 2, null);
    add(7, Event.POWER_LOSS, 1, -1, 1, 0, null);
    add(8, Event.BOOT, 1, -1, 2, 0, null);
    LogReplay running = new LogReplay(model(), 1, before);
    assertThat(running.member(1).memory.lastIndex()).isEqualTo(2);
    assertThat(running.member(1).durable().lastIndex()).isEqualTo(1);
    LogReplay restarted = new LogReplay(model(), 1, entries.size());
    assertThat(restarted.member(1).memory.lastIndex()).isEqualTo(1);
    assertThat(restarted.member(1).memory.term(1)).isEqualTo(2);
    assertThat(restarted.member(1).up).isTrue();
  }

  @Test
  void whatALyingDiskCallsDurableIsNot() {
    add(3, Event.BATCH, 1, -1, 1, 1, batch(1, 2, 1, 2L));
    add(4, Event.LIED, 1, -1, 1, 0, null);
    add(4, Event.DURABLE, 1, -1, 1, 1, null);
    LogReplay replay = new LogReplay(model(), 1, entries.size());
    assertThat(replay.member(1).durable().lastIndex()).isZero();
    assertThat(replay.member(1).written.lastIndex()).isEqualTo(1);
    add(5, Event.BATCH, 1, -1, 2, 1, batch(2, 4, 2, 2L));
    add(6, Event.FORGOTTEN, 1, -1, 2, 2, null);
    LogReplay after = new LogReplay(model(), 1, entries.size());
    assertThat(after.member(1).durable().lastIndex()).isEqualTo(1);
  }

  @Test
  void theGridMarksWhereNodesDiffer() {
    add(1, Event.BOOT, 1, -1, 1, 0, null);
    add(1, Event.BOOT, 2, -1, 1, 0, null);
    add(2, Event.APPEND, 1, 1, 1, 1, null);
    add(2, Event.APPEND, 2, 1, 1, 1, null);
    add(3, Event.APPEND, 1, 1, 2, 1, null);
    add(3, Event.APPEND, 2, 1, 2, 2, null);
    Map<String, Object> grid = LogGrid.of(new LogReplay(model(), 1, entries.size()));
    assertThat(grid).containsEntry("differing", List.of(2L)).containsEntry("last", 2L);
  }

  @Test
  void theContradictionNamesTheBatchThatIsNotDurable() {
    add(2, Event.APPEND, 1, 1, 1, 2, null);
    final int batch = add(3, Event.BATCH, 1, -1, 1, 1, batch(1, 2, 1, 2L));
    final int commit = add(90, Event.STATE, 1, 1, 1, 1, state("LEADER", 1, 0, 1));
    final int end = add(90, Event.VIOLATION, 0, 1, 0, 0, null);
    List<Evidence.Item> evidence = Evidence.of(model());
    assertThat(evidence).extracting(Evidence.Item::position).containsExactly(batch, commit, end);
    assertThat(evidence.get(0).why()).endsWith("not durable by then");
  }

  @Test
  void ofPartitionsThatShouldHaveRecoveredTheOneThatHasNotIsShown() {
    for (int node = 1; node <= 2; node++) {
      String role = node == 1 ? "LEADER" : "FOLLOWER";
      add(1, Event.BOOT, node, -1, 1, 0, null);
      add(2, Event.STATE, node, 0, 3, 3, state(role, 3, 3, 3));
      add(3, Event.STATE, node, 1, 3, node, state(role, 3, 3, node));
    }
    add(9, Event.VIOLATION, 0, -1, 0, 0, null);
    InvariantViolation violation =
        new InvariantViolation("L4", -1, 9, "waited in vain: p0 n1 LEADER", List.of());
    TraceModel model = new TraceModel(entries, Optional.of(violation), 2, 1);
    assertThat(model.isLiveness()).isTrue();
    assertThat(model.partition()).isEqualTo(1);
    Cone cone = new Cone(model, new Causes(model), model.end(), 100, 1_000);
    assertThat(cone.told()).hasSize(5);
  }

  @Test
  void jsonAndHtmlAreEscaped() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("a\"b", "</script>\n\u0001\\ \u2028 ü");
    map.put("list", List.of(1L, true, List.of()));
    map.put("none", null);
    assertThat(Json.of(map))
        .isEqualTo("{\"a\\\"b\":\"\\u003c/script\\u003e\\n\\u0001\\\\ \\u2028 ü\","
            + "\"list\":[1,true,[]],\"none\":null}");
    assertThat(HtmlReport.escape("a<b & c>")).isEqualTo("a&lt;b &amp; c&gt;");
  }

  @Test
  void recordsOfTheTraceBecomeJson() {
    Detail detail = batch(3, 12, 4, 2L, 3L);
    assertThat(Json.of(Data.of(detail)))
        .isEqualTo("{\"startedAt\":12,\"parts\":[{\"batch\":3,\"partition\":1,\"term\":0,"
            + "\"vote\":0,\"truncateAfter\":null,\"boundary\":null,\"firstIndex\":4,"
            + "\"terms\":[2,3]}]}");
  }

  @Test
  void everyInvariantOfTheCatalogueIsASentence() {
    assertThat(InvariantCatalogue.all().values()).allMatch(s -> s.endsWith("."));
    assertThat(InvariantCatalogue.sentence("Z9")).contains("not described");
  }
}
