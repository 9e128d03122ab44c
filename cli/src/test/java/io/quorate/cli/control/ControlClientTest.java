package io.quorate.cli.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.Leader;
import io.quorate.ReplacementResult;
import io.quorate.ReplicationStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ControlClientTest {
  private final LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();
  private BufferedReader commands;
  private OutputStream answers;
  private ControlClient client;

  @BeforeEach
  void start() throws IOException {
    Pipe toNode = Pipe.open();
    Pipe fromNode = Pipe.open();
    commands = new BufferedReader(
        new InputStreamReader(Channels.newInputStream(toNode.source()), StandardCharsets.UTF_8));
    answers = Channels.newOutputStream(fromNode.sink());
    client = new ControlClient(
        "node-1",
        Channels.newInputStream(fromNode.source()),
        Channels.newOutputStream(toNode.sink()),
        new ControlClient.Events() {
          @Override
          public void ready() {
            events.add("ready");
          }

          @Override
          public void failed(List<String> problems) {
            events.add("failed " + problems);
          }

          @Override
          public void leader(int partition, Optional<Leader> leader) {
            events.add("leader " + partition + " " + leader.map(Leader::nodeId));
          }
        });
  }

  private void answer(String line) throws IOException {
    answers.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    answers.flush();
  }

  @Test
  void aWriteIsSentAndItsAnswerRead() throws Exception {
    CompletableFuture<WriteOutcome> outcome = client.write(3, "t", "quote \" and umlaut ü");
    assertThat(commands.readLine())
        .isEqualTo(
            "{\"op\":\"write\",\"partition\":3,\"type\":\"t\",\"data\":\"quote \\\" and umlaut ü\",\"id\":1}");
    answer("{\"id\":1,\"status\":\"COMMITTED\",\"index\":12,\"term\":3}");
    assertThat(outcome.get())
        .isEqualTo(new WriteOutcome(ReplicationStatus.COMMITTED, 12, 3, Optional.empty(), ""));
  }

  @Test
  void aRefusalNamesTheLeader() throws Exception {
    CompletableFuture<WriteOutcome> outcome = client.write(1, "t", "d");
    answer(
        "{\"id\":1,\"status\":\"NOT_LEADER\",\"leader\":{\"node\":2,\"term\":4,\"host\":\"localhost\",\"port\":80}}");
    assertThat(outcome.get().leader()).map(Leader::nodeId).contains(2);
  }

  @Test
  void anErrorMeansThatNothingWasProposed() throws Exception {
    CompletableFuture<WriteOutcome> outcome = client.write(1, "t", "d");
    answer("{\"id\":1,\"error\":\"not formed\"}");
    assertThat(outcome.get().status()).isEqualTo(ReplicationStatus.NOT_JOINED);
  }

  @Test
  void theEndOfTheNodeLeavesWritesUnknownAndFailsQueries() throws Exception {
    CompletableFuture<WriteOutcome> before = client.write(1, "t", "d");
    CompletableFuture<NodeView> status = client.status();
    answers.write("{\"id\":1,\"status\":\"COMM".getBytes(StandardCharsets.UTF_8));
    answers.close();
    assertThat(before.get().status()).isEqualTo(ReplicationStatus.UNKNOWN);
    assertThatThrownBy(status::get)
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("node-1 ended before it answered");
    assertThat(client.open()).isFalse();
    assertThat(client.write(1, "t", "e").get().status()).isEqualTo(ReplicationStatus.UNKNOWN);
  }

  @Test
  void appliedEntriesAreReadPageByPage() throws Exception {
    CompletableFuture<List<AppliedEntry>> entries = client.applied(1);
    assertThat(commands.readLine()).contains("\"from\":1");
    answer(
        "{\"id\":1,\"applied\":9,\"dropped\":0,\"next\":5,\"entries\":[{\"index\":2,\"term\":1,\"data\":\"a\"}]}");
    assertThat(commands.readLine()).contains("\"from\":5");
    answer(
        "{\"id\":2,\"applied\":9,\"dropped\":0,\"entries\":[{\"index\":9,\"term\":1,\"data\":\"b\"}]}");
    assertThat(entries.get())
        .containsExactly(new AppliedEntry(2, 1, "a"), new AppliedEntry(9, 1, "b"));
  }

  @Test
  void missingEntriesAreAnError() throws Exception {
    CompletableFuture<List<AppliedEntry>> entries = client.applied(1);
    answer("{\"id\":1,\"applied\":9,\"dropped\":4,\"entries\":[]}");
    assertThatThrownBy(entries::get).hasMessageContaining("start it with a larger --keep");
  }

  @Test
  void aReplacementIsAskedForAndItsResultRead() throws Exception {
    CompletableFuture<ReplacementResult> result = client.replace(3, 4);
    assertThat(commands.readLine())
        .isEqualTo("{\"op\":\"replace\",\"lost\":3,\"replacement\":4,\"id\":1}");
    answer("{\"id\":1,\"status\":\"NOT_LEADER\",\"retryable\":true,\"explanation\":\"Ask node 2.\","
        + "\"leader\":{\"node\":2,\"term\":4}}");
    assertThat(result.get())
        .isEqualTo(new ReplacementResult(
            ReplacementResult.Status.NOT_LEADER,
            "Ask node 2.",
            Optional.of(new Leader(2, 4, Optional.empty()))));
  }

  @Test
  void aReplacementThatIsRefusedIsAnError() throws Exception {
    CompletableFuture<ReplacementResult> result = client.replace(3, 3);
    answer("{\"id\":1,\"error\":\"node 3 cannot replace node 3\"}");
    assertThatThrownBy(result::get).hasMessageContaining("node 3 cannot replace node 3");
  }

  @Test
  void eventsAreHeardAndUnknownOnesIgnored() throws Exception {
    answer("{\"event\":\"something new\"}");
    answer("{\"event\":\"ready\",\"node\":1}");
    answer("{\"event\":\"leader\",\"partition\":4,\"leader\":{\"node\":2,\"term\":4}}");
    answer("{\"event\":\"failed\",\"problems\":[\"broken\"]}");
    assertThat(events.poll(10, TimeUnit.SECONDS)).isEqualTo("ready");
    assertThat(events.poll(10, TimeUnit.SECONDS)).isEqualTo("leader 4 Optional[2]");
    assertThat(events.poll(10, TimeUnit.SECONDS)).isEqualTo("failed [broken]");
  }
}
