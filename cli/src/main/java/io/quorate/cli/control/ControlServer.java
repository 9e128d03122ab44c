package io.quorate.cli.control;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.quorate.DecisionResult;
import io.quorate.Leader;
import io.quorate.LeadershipResult;
import io.quorate.NodeAddress;
import io.quorate.Partition;
import io.quorate.Proposal;
import io.quorate.Raft;
import io.quorate.RaftException;
import io.quorate.ReplacementResult;
import io.quorate.ReplicationResult;
import io.quorate.Ticket;
import io.quorate.TicketResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;

/**
 * The node's end of the control protocol: reads commands, runs them on a {@link Raft}, and answers
 * each when it is done, whatever came before it.
 */
public final class ControlServer implements AutoCloseable {
  private static final int MAX_PAGE_ENTRIES = 10_000;
  private static final long MAX_PAGE_BYTES = 4L << 20;

  private final Raft raft;
  private final AppliedEntries applied;
  private final Runnable onLeave;
  private final InputStream in;
  private final ControlOutput out;
  // A status waits for the event loops; the thread that reads commands must not.
  private final ExecutorService queries = Executors.newSingleThreadExecutor(task -> {
    Thread thread = new Thread(task, "quorate-control-queries");
    thread.setDaemon(true);
    return thread;
  });
  private volatile boolean leaving;
  private volatile Optional<JsonElement> leaveId = Optional.empty();

  /**
   * Makes a server; it reads nothing before {@link #start}.
   *
   * @param raft what the commands drive
   * @param applied the entries for the command {@code applied}
   * @param in commands; its end has the meaning of {@code leave}
   * @param out answers and events
   * @param onLeave is called, possibly more than once, when the node shall leave
   */
  public ControlServer(
      Raft raft, AppliedEntries applied, InputStream in, OutputStream out, Runnable onLeave) {
    this.raft = raft;
    this.applied = applied;
    this.in = in;
    this.out = new ControlOutput(out);
    this.onLeave = onLeave;
  }

  /** Begins to read commands. */
  public void start() {
    Thread reader = new Thread(this::read, "quorate-control-in");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Reports that the node has joined.
   *
   * @param nodeId its id
   * @param address its advertised address
   * @param partitions how many application partitions there are
   */
  public void ready(int nodeId, Optional<NodeAddress> address, int partitions) {
    JsonObject event = event("ready");
    event.addProperty("node", nodeId);
    address.ifPresent(a -> event.add("address", Json.of(a)));
    event.addProperty("partitions", partitions);
    out.event(event);
  }

  /**
   * Reports a change of leader.
   *
   * @param partition the partition
   * @param leader the new leader; empty while none is known
   */
  public void leaderChanged(int partition, Optional<Leader> leader) {
    JsonObject event = event("leader");
    event.addProperty("partition", partition);
    leader.ifPresent(l -> event.add("leader", Json.of(l)));
    out.event(event);
  }

  /**
   * Reports that the node has failed and will not recover by itself.
   *
   * @param problems sentences
   */
  public void failed(List<String> problems) {
    out.event(failure(problems));
  }

  /**
   * Reports a failure before there is a node to serve.
   *
   * @param out where the event goes
   * @param problem a sentence
   */
  public static void reportFailure(OutputStream out, String problem) {
    try (ControlOutput output = new ControlOutput(out)) {
      output.event(failure(List.of(problem)));
    }
  }

  private static JsonObject failure(List<String> problems) {
    JsonObject event = event("failed");
    JsonArray sentences = new JsonArray();
    problems.forEach(sentences::add);
    event.add("problems", sentences);
    return event;
  }

  private static JsonObject event(String name) {
    JsonObject event = new JsonObject();
    event.addProperty("event", name);
    return event;
  }

  private void read() {
    LineReader lines = new LineReader(in);
    try {
      for (Optional<LineReader.Line> line = lines.next(); line.isPresent(); line = lines.next()) {
        if (line.get().tooLong() || !line.get().text().isBlank()) {
          out.awaitPermit();
          serve(line.get());
        }
      }
    } catch (IOException e) {
      // As good as the end of the stream.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    onLeave.run();
  }

  private void serve(LineReader.Line line) {
    JsonObject command;
    try {
      if (line.tooLong()) {
        throw new JsonParseException(
            "the line is longer than " + LineReader.MAX_LINE + " characters");
      }
      command = Json.parse(line.text());
    } catch (JsonParseException e) {
      out.answer(error(Optional.empty(), "malformed line: " + e.getMessage()));
      return;
    }
    Optional<JsonElement> id = Optional.ofNullable(command.get("id"));
    try {
      serve(id, command);
    } catch (RuntimeException e) {
      out.answer(error(id, e));
    }
  }

  private void serve(Optional<JsonElement> id, JsonObject command) {
    String op = Json.requiredText(command, "op");
    switch (op) {
      case "write" -> write(id, command);
      case "propose" -> propose(id, command);
      case "commit" -> decide(id, command, Partition::commit);
      case "rollback" -> decide(id, command, Partition::rollback);
      case "checkpoint" ->
        partition(command).checkpoint().thenAccept(result -> out.answer(outcome(id, result)));
      case "applied" -> out.answer(applied(id, command));
      case "status" -> queries.execute(() -> status(id));
      case "transfer" ->
        answerLater(id, partition(command).transferLeadership(Json.requiredInt(command, "target")));
      case "step-down" -> answerLater(id, partition(command).stepDown());
      case "replace" -> replace(id, command);
      case "leave" -> {
        if (leaving) {
          throw new JsonParseException("the node is already leaving");
        }
        leaveId = id;
        leaving = true;
        onLeave.run();
      }
      default ->
        throw new JsonParseException("'" + op
            + "' is no op; there are write, propose, commit, rollback, checkpoint, applied, status,"
            + " transfer, step-down, replace and leave");
    }
  }

  private Partition partition(JsonObject command) {
    return raft.partition(Json.requiredInt(command, "partition"));
  }

  private void write(Optional<JsonElement> id, JsonObject command) {
    Partition partition = partition(command);
    String type = Json.text(command, "type").orElse("");
    byte[] data = Json.text(command, "data").orElse("").getBytes(StandardCharsets.UTF_8);
    partition.replicate(type, data).thenAccept(result -> out.answer(outcome(id, result)));
  }

  private void propose(Optional<JsonElement> id, JsonObject command) {
    Partition partition = partition(command);
    String type = Json.text(command, "type").orElse("");
    byte[] data = Json.text(command, "data").orElse("").getBytes(StandardCharsets.UTF_8);
    Duration lifetime = Duration.ofMillis(Json.requiredNumber(command, "lifetimeMillis"));
    partition
        .propose(List.of(new Proposal(type, data)), lifetime)
        .thenAccept(result -> out.answer(opened(id, result)));
  }

  private static JsonObject opened(Optional<JsonElement> id, TicketResult result) {
    if (result instanceof TicketResult.Opened opened) {
      JsonObject answer = answer(id);
      answer.addProperty("status", "OPENED");
      answer.addProperty("ticket", opened.ticket().toString());
      return answer;
    }
    return outcome(
        id,
        result instanceof TicketResult.NotOpened not
            ? new ReplicationResult.NotCommitted(not.status(), not.leader())
            : new ReplicationResult.Unknown(((TicketResult.Unknown) result).waited()));
  }

  private void decide(
      Optional<JsonElement> id,
      JsonObject command,
      BiFunction<Partition, Ticket, CompletableFuture<DecisionResult>> decision) {
    Ticket ticket = Ticket.parse(Json.requiredText(command, "ticket"));
    decision
        .apply(raft.partition(ticket.partition()), ticket)
        .thenAccept(result -> out.answer(decided(id, result)));
  }

  private static JsonObject decided(Optional<JsonElement> id, DecisionResult result) {
    JsonObject answer = answer(id);
    if (result instanceof DecisionResult.Decided decided) {
      answer.addProperty("status", decided.decision().name());
      answer.addProperty("index", decided.index());
      return answer;
    }
    if (result instanceof DecisionResult.NoSuchTicket) {
      answer.addProperty("status", ControlClient.NO_SUCH_TICKET);
      return answer;
    }
    return outcome(
        id,
        result instanceof DecisionResult.NotDecided not
            ? new ReplicationResult.NotCommitted(not.status(), not.leader())
            : new ReplicationResult.Unknown(((DecisionResult.Unknown) result).waited()));
  }

  private static JsonObject outcome(Optional<JsonElement> id, ReplicationResult result) {
    JsonObject answer = answer(id);
    answer.addProperty("status", result.status().name());
    if (result instanceof ReplicationResult.Committed committed) {
      answer.addProperty("index", committed.index());
      answer.addProperty("term", committed.term());
    } else {
      answer.addProperty("retryable", result.status().retryable());
    }
    if (result instanceof ReplicationResult.NotCommitted refused) {
      refused.leader().ifPresent(leader -> answer.add("leader", Json.of(leader)));
    } else if (result instanceof ReplicationResult.Unknown unknown) {
      answer.addProperty("waitedMillis", unknown.waited().toMillis());
    }
    return answer;
  }

  private JsonObject applied(Optional<JsonElement> id, JsonObject command) {
    int partition = Json.requiredInt(command, "partition");
    long from = Json.number(command, "from").orElse(1);
    long to = Json.number(command, "to").orElse(Long.MAX_VALUE);
    AppliedEntries.Page page = applied.read(partition, from, to, MAX_PAGE_ENTRIES, MAX_PAGE_BYTES);
    JsonArray entries = new JsonArray();
    page.entries().forEach(log -> {
      JsonObject entry = new JsonObject();
      entry.addProperty("index", log.index());
      entry.addProperty("term", log.term());
      entry.addProperty("type", log.type());
      entry.addProperty("data", log.dataAsUtf8());
      entries.add(entry);
    });
    JsonObject answer = answer(id);
    answer.addProperty("partition", partition);
    answer.addProperty("applied", page.applied());
    answer.addProperty("dropped", page.dropped());
    if (page.next() > 0) {
      answer.addProperty("next", page.next());
    }
    answer.add("entries", entries);
    return answer;
  }

  private void status(Optional<JsonElement> id) {
    try {
      JsonObject answer = answer(id);
      StatusJson.of(raft.status()).asMap().forEach(answer::add);
      out.answer(answer);
    } catch (RuntimeException e) {
      out.answer(error(id, e));
    }
  }

  private void answerLater(Optional<JsonElement> id, CompletableFuture<LeadershipResult> future) {
    future.thenAccept(result -> {
      JsonObject answer = answer(id);
      answer.addProperty("status", result.name());
      out.answer(answer);
    });
  }

  private void replace(Optional<JsonElement> id, JsonObject command) {
    raft.members()
        .replaceMember(Json.requiredInt(command, "lost"), Json.requiredInt(command, "replacement"))
        .thenAccept(result -> out.answer(replaced(id, result)));
  }

  private static JsonObject replaced(Optional<JsonElement> id, ReplacementResult result) {
    JsonObject answer = answer(id);
    answer.addProperty("status", result.status().name());
    if (!result.success()) {
      answer.addProperty("retryable", result.status().retryable());
    }
    answer.addProperty("explanation", result.explanation());
    result.leader().ifPresent(leader -> answer.add("leader", Json.of(leader)));
    return answer;
  }

  private static JsonObject answer(Optional<JsonElement> id) {
    JsonObject answer = new JsonObject();
    id.ifPresent(given -> answer.add("id", given));
    return answer;
  }

  private static JsonObject error(Optional<JsonElement> id, RuntimeException e) {
    JsonObject answer = error(id, String.valueOf(e.getMessage()));
    if (e instanceof RaftException known) {
      answer.addProperty("code", known.code());
    }
    return answer;
  }

  private static JsonObject error(Optional<JsonElement> id, String message) {
    JsonObject answer = answer(id);
    answer.addProperty("error", message);
    return answer;
  }

  /** Says that the node has left in good order. */
  public void left() {
    if (leaving) {
      JsonObject answer = answer(leaveId);
      answer.addProperty("status", "LEFT");
      out.answer(answer);
    }
    out.event(event("left"));
  }

  /** Writes what is still to be written, and ends. */
  @Override
  public void close() {
    queries.shutdownNow();
    out.close();
  }
}
