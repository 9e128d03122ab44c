package io.quorate.cli.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.quorate.ReplacementResult;
import io.quorate.ReplicationResult;
import io.quorate.ReplicationStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ControlServerTest {
  private final FakeRaft raft = new FakeRaft();
  private final CountDownLatch left = new CountDownLatch(1);
  private ControlServer server;
  private OutputStream commands;
  private BufferedReader answers;

  @BeforeEach
  void start() throws IOException {
    Pipe in = Pipe.open();
    Pipe out = Pipe.open();
    commands = Channels.newOutputStream(in.sink());
    answers = new BufferedReader(
        new InputStreamReader(Channels.newInputStream(out.source()), StandardCharsets.UTF_8));
    AppliedEntries applied = new AppliedEntries(3);
    raft.onReplicationReceived(applied::add);
    server = new ControlServer(
        raft,
        applied,
        Channels.newInputStream(in.source()),
        Channels.newOutputStream(out.sink()),
        left::countDown);
    server.start();
  }

  @AfterEach
  void stop() throws IOException {
    commands.close();
    server.close();
  }

  private void send(String line) throws IOException {
    commands.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    commands.flush();
  }

  private String ask(String line) throws IOException {
    send(line);
    return answers.readLine();
  }

  /** Writes one entry and lets it commit. */
  private String write(String data) throws Exception {
    send("{\"op\":\"write\",\"id\":7,\"partition\":1,\"type\":\"t\",\"data\":\"" + data + "\"}");
    raft.commit(nextProposal(), data);
    return answers.readLine();
  }

  private CompletableFuture<ReplicationResult> nextProposal() throws InterruptedException {
    synchronized (raft) {
      while (raft.open.isEmpty()) {
        raft.wait();
      }
      return raft.open.remove();
    }
  }

  @Test
  void aCommittedWriteIsAnsweredWithItsIndexAndTerm() throws Exception {
    assertThat(write("text"))
        .isEqualTo("{\"id\":7,\"status\":\"COMMITTED\",\"index\":1,\"term\":3}");
  }

  @Test
  void aWriteToAFollowerIsAnsweredWithTheLeader() throws Exception {
    raft.refusal = ReplicationStatus.NOT_LEADER;
    assertThat(ask("{\"op\":\"write\",\"id\":\"x\",\"partition\":1,\"data\":\"d\"}"))
        .isEqualTo("{\"id\":\"x\",\"status\":\"NOT_LEADER\",\"retryable\":true,"
            + "\"leader\":{\"node\":2,\"term\":4,\"host\":\"localhost\",\"port\":8002}}");
  }

  @Test
  void aWriteWithoutAnOutcomeIsUnknown() throws Exception {
    raft.refusal = ReplicationStatus.UNKNOWN;
    assertThat(ask("{\"op\":\"write\",\"id\":1,\"partition\":1}"))
        .isEqualTo("{\"id\":1,\"status\":\"UNKNOWN\",\"retryable\":true,\"waitedMillis\":10000}");
  }

  @Test
  void answersComeInTheOrderOfCompletion() throws Exception {
    send("{\"op\":\"write\",\"id\":1,\"partition\":1,\"data\":\"a\"}");
    send("{\"op\":\"write\",\"id\":2,\"partition\":1,\"data\":\"b\"}");
    CompletableFuture<ReplicationResult> first = nextProposal();
    CompletableFuture<ReplicationResult> second = nextProposal();
    raft.commit(second, "b");
    assertThat(answers.readLine()).startsWith("{\"id\":2,");
    raft.commit(first, "a");
    assertThat(answers.readLine()).startsWith("{\"id\":1,");
  }

  @Test
  void malformedLinesAreAnsweredAndTheNodeGoesOn() throws Exception {
    assertThat(ask("{\"op\":")).startsWith("{\"error\":\"malformed line: ");
    assertThat(ask("[1]")).isEqualTo("{\"error\":\"malformed line: not a JSON object\"}");
    assertThat(ask("{\"id\":3}")).isEqualTo("{\"id\":3,\"error\":\"'op' is missing\"}");
    assertThat(ask("{\"op\":\"dance\",\"id\":4}"))
        .startsWith("{\"id\":4,\"error\":\"'dance' is no op; ");
    assertThat(ask("{\"op\":\"write\",\"id\":5,\"partition\":\"one\"}"))
        .isEqualTo("{\"id\":5,\"error\":\"'partition' is not a number\"}");
    assertThat(ask("{\"op\":\"write\",\"id\":6,\"partition\":9}"))
        .isEqualTo("{\"id\":6,\"error\":\"QRT-501 There is no partition 9\",\"code\":\"QRT-501\"}");
    assertThat(write("still here")).contains("COMMITTED");
  }

  @Test
  void appliedEntriesAreReadBack() throws Exception {
    write("a");
    write("b");
    assertThat(ask("{\"op\":\"applied\",\"id\":8,\"partition\":1,\"from\":2,\"to\":1000}"))
        .isEqualTo("{\"id\":8,\"partition\":1,\"applied\":2,\"dropped\":0,\"entries\":"
            + "[{\"index\":2,\"term\":3,\"type\":\"t\",\"data\":\"b\"}]}");
  }

  @Test
  void onlyTheNewestEntriesAreKept() throws Exception {
    for (String data : List.of("a", "b", "c", "d", "e")) {
      write(data);
    }
    assertThat(ask("{\"op\":\"applied\",\"id\":8,\"partition\":1}"))
        .contains("\"dropped\":2,")
        .doesNotContain("\"b\"")
        .contains("\"c\"", "\"e\"");
  }

  @Test
  void theStatusHasEveryField() throws Exception {
    assertThat(ask("{\"op\":\"status\",\"id\":1}"))
        .isEqualTo(
            "{\"id\":1,\"node\":1,\"name\":\"node-1\",\"state\":\"RUNNING\",\"clusterId\":\"cluster\","
                + "\"address\":{\"host\":\"localhost\",\"port\":8001},"
                + "\"members\":[{\"host\":\"localhost\",\"port\":8001,\"node\":1},{\"node\":2}],"
                + "\"partitions\":[{\"partition\":1,\"role\":\"LEADER\",\"term\":3,"
                + "\"leader\":{\"node\":2,\"term\":4,\"host\":\"localhost\",\"port\":8002},"
                + "\"first\":1,\"last\":12,\"durable\":11,\"commit\":10,\"applied\":9,"
                + "\"checkpoint\":8,\"lag\":{\"2\":5}}],"
                + "\"problems\":[\"the disk is slow\"],\"counters\":{\"wal.appends\":9}}");
  }

  @Test
  void leadershipIsHandedOver() throws Exception {
    assertThat(ask("{\"op\":\"transfer\",\"id\":1,\"partition\":1,\"target\":2}"))
        .isEqualTo("{\"id\":1,\"status\":\"DONE\"}");
    assertThat(ask("{\"op\":\"step-down\",\"id\":2,\"partition\":1}"))
        .isEqualTo("{\"id\":2,\"status\":\"NOT_LEADER\"}");
  }

  @Test
  void aMemberIsReplaced() throws Exception {
    assertThat(ask("{\"op\":\"replace\",\"id\":1,\"lost\":3,\"replacement\":4}"))
        .isEqualTo("{\"id\":1,\"status\":\"DONE\",\"explanation\":\"Node 3 has left.\","
            + "\"leader\":{\"node\":2,\"term\":4,\"host\":\"localhost\",\"port\":8002}}");
    raft.replacement = new ReplacementResult(
        ReplacementResult.Status.NOT_HEARD, "Start node 4.", Optional.empty());
    assertThat(ask("{\"op\":\"replace\",\"id\":2,\"lost\":3,\"replacement\":4}"))
        .isEqualTo("{\"id\":2,\"status\":\"NOT_HEARD\",\"retryable\":true,"
            + "\"explanation\":\"Start node 4.\"}");
  }

  @Test
  void aReplacementThatCanNeverBeIsAnsweredWithOneError() throws Exception {
    assertThat(ask("{\"op\":\"replace\",\"id\":1,\"replacement\":4}"))
        .isEqualTo("{\"id\":1,\"error\":\"'lost' is missing\"}");
    assertThat(ask("{\"op\":\"replace\",\"id\":2,\"lost\":3,\"replacement\":\"four\"}"))
        .isEqualTo("{\"id\":2,\"error\":\"'replacement' is not a number\"}");
    assertThat(ask("{\"op\":\"replace\",\"id\":3,\"lost\":3,\"replacement\":3}"))
        .isEqualTo("{\"id\":3,\"error\":\"node 3 cannot replace itself\"}");
  }

  @Test
  void leavingIsAnsweredWhenItIsDone() throws Exception {
    send("{\"op\":\"leave\",\"id\":9}");
    assertThat(left.await(10, TimeUnit.SECONDS)).isTrue();
    server.left();
    assertThat(answers.readLine()).isEqualTo("{\"id\":9,\"status\":\"LEFT\"}");
    assertThat(answers.readLine()).isEqualTo("{\"event\":\"left\"}");
  }

  @Test
  void theEndOfTheStreamMeansLeave() throws Exception {
    commands.close();
    assertThat(left.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void eventsAreLinesOfTheirOwn() throws Exception {
    server.ready(1, Optional.empty(), 8);
    assertThat(answers.readLine()).isEqualTo("{\"event\":\"ready\",\"node\":1,\"partitions\":8}");
    server.leaderChanged(1, Optional.of(FakeRaft.OTHER));
    assertThat(answers.readLine())
        .isEqualTo("{\"event\":\"leader\",\"partition\":1,"
            + "\"leader\":{\"node\":2,\"term\":4,\"host\":\"localhost\",\"port\":8002}}");
    server.failed(List.of("the disk is gone"));
    assertThat(answers.readLine())
        .isEqualTo("{\"event\":\"failed\",\"problems\":[\"the disk is gone\"]}");
  }

  @Test
  void aReaderThatStopsReadingStopsTheFlowAndNothingIsLost() throws Exception {
    raft.refusal = ReplicationStatus.QUEUE_FULL;
    int count = 40_000;
    Thread writer = new Thread(() -> {
      try {
        for (int id = 1; id <= count; id++) {
          send("{\"op\":\"write\",\"id\":" + id + ",\"partition\":1,\"data\":\"d\"}");
        }
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    });
    writer.start();
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      JsonObject answer = Json.parse(answers.readLine());
      ids.add(answer.get("id").getAsLong());
    }
    writer.join();
    assertThat(ids).hasSize(count).doesNotHaveDuplicates();
  }
}
