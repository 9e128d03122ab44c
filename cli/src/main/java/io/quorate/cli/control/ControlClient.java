package io.quorate.cli.control;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.quorate.Leader;
import io.quorate.ReplacementResult;
import io.quorate.ReplicationStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The other end of the control protocol: drives a node that runs in another process. Thread-safe.
 * Every future completes, at the latest when the node's output ends.
 */
public final class ControlClient {
  /** The detail of a decision on a ticket that the node does not know. */
  public static final String NO_SUCH_TICKET = "NO_SUCH_TICKET";

  private final String name;
  private final OutputStream out;
  private final Events events;
  private final AtomicLong nextId = new AtomicLong();
  private final Map<Long, CompletableFuture<JsonObject>> pending = new ConcurrentHashMap<>();
  private volatile boolean ended;

  /** Hears what the node reports by itself. Called on the thread that reads the node's output. */
  public interface Events {
    /** The node has joined its cluster. */
    void ready();

    /**
     * The node has failed.
     *
     * @param problems sentences
     */
    void failed(List<String> problems);

    /**
     * A partition's leader changed as this node sees it.
     *
     * @param partition the partition
     * @param leader empty while none is known
     */
    void leader(int partition, Optional<Leader> leader);
  }

  /**
   * Makes a client and begins to read the node's output.
   *
   * @param name the node's name, for messages and threads
   * @param in the node's output
   * @param out the node's input
   * @param events hears what the node reports
   */
  public ControlClient(String name, InputStream in, OutputStream out, Events events) {
    this.name = name;
    this.out = out;
    this.events = events;
    Thread reader = new Thread(() -> read(in), "quorate-control-" + name);
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Whether the node's output has not ended.
   *
   * @return false once it has
   */
  public boolean open() {
    return !ended;
  }

  /**
   * Proposes an entry.
   *
   * @param partition the partition
   * @param type the entry's type
   * @param data the entry's data
   * @return the outcome; never completes exceptionally
   */
  public CompletableFuture<WriteOutcome> write(int partition, String type, String data) {
    JsonObject command = command("write");
    command.addProperty("partition", partition);
    command.addProperty("type", type);
    command.addProperty("data", data);
    return send(command)
        .handle((answer, failure) -> failure == null
            ? outcome(answer)
            : WriteOutcome.without(
                ReplicationStatus.UNKNOWN, String.valueOf(failure.getMessage())));
  }

  /**
   * Opens a ticket for an entry.
   *
   * @param partition the partition
   * @param type the entry's type
   * @param data the entry's data
   * @param lifetime for how long it may be open
   * @param opened takes the ticket if it was opened
   * @return otherwise the outcome; committed if the ticket is open; never completes exceptionally
   */
  public CompletableFuture<WriteOutcome> propose(
      int partition, String type, String data, Duration lifetime, Consumer<String> opened) {
    JsonObject command = command("propose");
    command.addProperty("partition", partition);
    command.addProperty("type", type);
    command.addProperty("data", data);
    command.addProperty("lifetimeMillis", lifetime.toMillis());
    return send(command).handle((answer, failure) -> {
      if (failure != null) {
        return WriteOutcome.without(
            ReplicationStatus.UNKNOWN, String.valueOf(failure.getMessage()));
      }
      Optional<String> ticket = Json.text(answer, "ticket");
      ticket.ifPresent(opened);
      return ticket.isPresent()
          ? WriteOutcome.without(ReplicationStatus.COMMITTED, ticket.get())
          : outcome(answer);
    });
  }

  /**
   * Commits a ticket.
   *
   * @param ticket the ticket
   * @return the outcome: committed at the index of the decision, in an unknown term; with the
   *     decision as its detail if the ticket was decided otherwise or is not known; never completes
   *     exceptionally
   */
  public CompletableFuture<WriteOutcome> commit(String ticket) {
    JsonObject command = command("commit");
    command.addProperty("ticket", ticket);
    return send(command)
        .handle((answer, failure) -> failure == null
            ? decision(answer)
            : WriteOutcome.without(
                ReplicationStatus.UNKNOWN, String.valueOf(failure.getMessage())));
  }

  private static WriteOutcome decision(JsonObject answer) {
    String status = Json.text(answer, "status").orElse("");
    return switch (status) {
      case "ROLLED_BACK", "EXPIRED", NO_SUCH_TICKET ->
        WriteOutcome.without(ReplicationStatus.LEADERSHIP_LOST, status);
      default -> outcome(answer);
    };
  }

  private static WriteOutcome outcome(JsonObject answer) {
    Optional<String> error = Json.text(answer, "error");
    if (error.isPresent()) {
      // The node refused the command before it proposed anything.
      return WriteOutcome.without(ReplicationStatus.NOT_JOINED, error.get());
    }
    ReplicationStatus status = ReplicationStatus.valueOf(Json.requiredText(answer, "status"));
    return new WriteOutcome(
        status,
        Json.number(answer, "index").orElse(0),
        Json.number(answer, "term").orElse(0),
        Json.leader(answer),
        "");
  }

  /**
   * Asks for the node's status.
   *
   * @return the status; exceptionally if the node ended or refused
   */
  public CompletableFuture<NodeView> status() {
    return send(command("status")).thenApply(answer -> NodeView.parse(accepted(answer)));
  }

  /**
   * Asks for all entries that the node has applied in one partition.
   *
   * @param partition the partition
   * @return the entries in index order; exceptionally if the node ended, refused, or no longer
   *     keeps all of them
   */
  public CompletableFuture<List<AppliedEntry>> applied(int partition) {
    return applied(partition, 1, new ArrayList<>());
  }

  private CompletableFuture<List<AppliedEntry>> applied(
      int partition, long from, List<AppliedEntry> sofar) {
    JsonObject command = command("applied");
    command.addProperty("partition", partition);
    command.addProperty("from", from);
    return send(command).thenCompose(answer -> {
      accepted(answer);
      long dropped = Json.requiredNumber(answer, "dropped");
      if (dropped > 0) {
        throw new IllegalStateException(name + " keeps no entries up to " + dropped
            + " of partition " + partition + "; start it with a larger --keep");
      }
      for (JsonElement element : answer.getAsJsonArray("entries")) {
        JsonObject entry = element.getAsJsonObject();
        sofar.add(new AppliedEntry(
            Json.requiredNumber(entry, "index"),
            Json.requiredNumber(entry, "term"),
            Json.requiredText(entry, "data")));
      }
      long next = Json.number(answer, "next").orElse(0);
      return next == 0 ? CompletableFuture.completedFuture(sofar) : applied(partition, next, sofar);
    });
  }

  /**
   * Hands a partition's leadership over.
   *
   * @param partition the partition
   * @param target who shall lead
   * @return the result by name; exceptionally if the node ended or refused
   */
  public CompletableFuture<String> transfer(int partition, int target) {
    JsonObject command = command("transfer");
    command.addProperty("partition", partition);
    command.addProperty("target", target);
    return send(command).thenApply(answer -> Json.requiredText(accepted(answer), "status"));
  }

  /**
   * Replaces a member whose data is lost by a new node.
   *
   * @param lost the member's node id
   * @param replacement the new node's id
   * @return the result; exceptionally if the node ended or refused
   */
  public CompletableFuture<ReplacementResult> replace(int lost, int replacement) {
    JsonObject command = command("replace");
    command.addProperty("lost", lost);
    command.addProperty("replacement", replacement);
    return send(command).thenApply(answer -> {
      accepted(answer);
      return new ReplacementResult(
          ReplacementResult.Status.valueOf(Json.requiredText(answer, "status")),
          Json.requiredText(answer, "explanation"),
          Json.leader(answer));
    });
  }

  /**
   * Asks the node to leave; its process ends after that.
   *
   * @return completes when it has left; exceptionally if it ended before it said so
   */
  public CompletableFuture<Void> leave() {
    return send(command("leave")).thenAccept(ControlClient::accepted);
  }

  private static JsonObject accepted(JsonObject answer) {
    Json.text(answer, "error").ifPresent(error -> {
      throw new IllegalStateException(error);
    });
    return answer;
  }

  private static JsonObject command(String op) {
    JsonObject command = new JsonObject();
    command.addProperty("op", op);
    return command;
  }

  private CompletableFuture<JsonObject> send(JsonObject command) {
    long id = nextId.incrementAndGet();
    command.addProperty("id", id);
    CompletableFuture<JsonObject> future = new CompletableFuture<>();
    pending.put(id, future);
    byte[] line = (Json.print(command) + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      synchronized (out) {
        out.write(line);
        out.flush();
      }
    } catch (IOException e) {
      fail(id);
    }
    if (ended) {
      // The reader may have ended before this future was among those that it fails.
      fail(id);
    }
    return future;
  }

  private void fail(long id) {
    CompletableFuture<JsonObject> future = pending.remove(id);
    if (future != null) {
      future.completeExceptionally(new IOException(name + " ended before it answered"));
    }
  }

  private void read(InputStream in) {
    LineReader lines = new LineReader(in);
    try {
      for (Optional<LineReader.Line> line = lines.next(); line.isPresent(); line = lines.next()) {
        take(line.get().text());
      }
    } catch (IOException e) {
      // As good as the end of the stream.
    } finally {
      ended = true;
      pending.keySet().forEach(this::fail);
    }
  }

  private void take(String line) {
    JsonObject object;
    try {
      object = Json.parse(line);
    } catch (JsonParseException e) {
      // The last line of a killed process may be cut short.
      return;
    }
    if (object.has("id")) {
      CompletableFuture<JsonObject> future = pending.remove(Json.requiredNumber(object, "id"));
      if (future != null) {
        future.complete(object);
      }
      return;
    }
    switch (Json.text(object, "event").orElse("")) {
      case "ready" -> events.ready();
      case "failed" -> {
        List<String> problems = new ArrayList<>();
        object.getAsJsonArray("problems").forEach(problem -> problems.add(problem.getAsString()));
        events.failed(problems);
      }
      case "leader" -> events.leader(Json.requiredInt(object, "partition"), Json.leader(object));
      default -> {
        // A later version may report more than this one knows.
      }
    }
  }
}
