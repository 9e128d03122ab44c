import static java.nio.charset.StandardCharsets.UTF_8;

import io.quorate.DecisionResult;
import io.quorate.DecisionResult.Decided;
import io.quorate.DecisionResult.Decision;
import io.quorate.LogEntry;
import io.quorate.Partition;
import io.quorate.Proposal;
import io.quorate.Raft;
import io.quorate.RaftConfiguration;
import io.quorate.ReadConsistency;
import io.quorate.StateMachine;
import io.quorate.Ticket;
import io.quorate.TicketResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Payments in two phases: a ticket puts a payment on the disks of a majority, then a card is
 * charged, then the payment is booked or dropped; by whoever leads then, and once, however often it
 * is asked for.
 *
 * <p>A ticket keeps the payment, not the money: whether the account has enough is seen when the
 * payment is booked, in the order of the log. The nodes live in one process, to make this one file.
 */
public final class PaymentReservation implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /**
   * One node's books. A payment is an entry: its type the id, its data from whom, to whom, how
   * much.
   */
  static final class Books implements StateMachine {
    final Map<String, Long> balances = new TreeMap<>(Map.of("alice", 100L, "shop", 0L));

    /**
     * What came of each payment, by its id. Whoever runs this for long forgets old ones some day.
     */
    final Map<String, String> outcomes = new TreeMap<>();

    @Override
    public Object apply(int partition, LogEntry payment) {
      return outcomes.computeIfAbsent(
          payment.type(),
          id -> { // a second time it changes nothing
            String[] words = payment.dataAsUtf8().split(" ");
            long amount = Long.parseLong(words[2]);
            if (balances.get(words[0]) < amount) {
              return "refused, " + words[0] + " has " + balances.get(words[0]);
            }
            balances.merge(words[0], -amount, Long::sum);
            balances.merge(words[1], amount, Long::sum);
            return "booked";
          });
    }
  }

  record Node(int id, Raft raft, Books books) {
    Partition payments() {
      return raft.partition(1);
    }
  }

  private final List<Node> nodes = new ArrayList<>();

  PaymentReservation(int firstPort) throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("payment-reservation");
    List<Thread> joining = new ArrayList<>();
    for (int id = 1; id <= 3; id++) {
      Raft raft = Raft.create(RaftConfiguration.builder()
          .nodeId(id)
          .port(firstPort + id - 1)
          .discoveryNodes(
              "localhost:" + firstPort,
              "localhost:" + (firstPort + 1),
              "localhost:" + (firstPort + 2))
          .dataDirectory(directory.resolve("node-" + id))
          .build());
      Books books = new Books();
      raft.useStateMachine(books);
      nodes.add(new Node(id, raft, books));
      joining.add(new Thread(raft::joinCluster));
    }
    joining.forEach(Thread::start); // each waits for the others
    for (Thread thread : joining) {
      thread.join();
    }
  }

  /** The node that leads, once there is one. */
  Node leader() throws InterruptedException {
    for (int attempt = 0; attempt < 100; attempt++) {
      for (Node node : nodes) {
        if (node.payments().isLeader()) {
          return node;
        }
      }
      Thread.sleep(100); // an election takes a second or two
    }
    throw new IllegalStateException("no leader: is there a majority?");
  }

  /**
   * The first phase. After UNKNOWN a ticket may be open whose name nobody knows: it expires, and if
   * both were booked the payment's id would let only one count.
   */
  Ticket reserve(String id, String payment, Duration lifetime) throws InterruptedException {
    for (int attempt = 0; attempt < 20; attempt++) {
      TicketResult result = leader()
          .payments()
          .propose(List.of(new Proposal(id, payment.getBytes(UTF_8))), lifetime, TIMEOUT);
      if (result instanceof TicketResult.Opened opened) {
        return opened.ticket(); // keep it where your process finds it again: Ticket.parse reads it
      }
      if (result instanceof TicketResult.NotOpened not && !not.status().retryable()) {
        throw new IllegalStateException(id + " is not reserved: " + not);
      }
      Thread.sleep(100);
    }
    throw new IllegalStateException(id + " is not known to be reserved");
  }

  /**
   * The second phase: asks until it is decided. The first decision counts, so asking is harmless.
   */
  Decision decide(Ticket ticket, boolean book) throws InterruptedException {
    for (int attempt = 0; attempt < 20; attempt++) {
      Partition payments = leader().payments();
      DecisionResult result =
          book ? payments.commit(ticket, TIMEOUT) : payments.rollback(ticket, TIMEOUT);
      if (result instanceof Decided decided) {
        return decided.decision();
      }
      if (!result.retryable()) {
        throw new IllegalStateException(ticket + " cannot be decided: " + result);
      }
      Thread.sleep(100);
    }
    throw new IllegalStateException("it is not known what became of " + ticket);
  }

  /** What came of a payment, also for who has lost the answer; nothing if it was never booked. */
  Optional<String> outcome(String id) throws InterruptedException {
    Node node = leader();
    return node.payments()
        .read(
            ReadConsistency.linearizable(),
            () -> Optional.ofNullable(node.books.outcomes.get(id)),
            TIMEOUT)
        .orElseThrow();
  }

  /** Reserve, charge, book; or drop it. May be repeated as a whole, after a crash for example. */
  String pay(String id, String payment, boolean cardWorks) throws InterruptedException {
    Optional<String> before = outcome(id);
    if (before.isPresent()) {
      return before.get() + " before";
    }
    Ticket ticket = reserve(id, payment, Duration.ofMinutes(5));
    Decision decision = decide(ticket, cardWorks); // here the card is charged, with the id, too
    // If the card was charged and this does not say "booked", the charge has to be paid back.
    return decision == Decision.COMMITTED ? outcome(id).orElseThrow() : decision.toString();
  }

  @Override
  public void close() {
    nodes.forEach(node -> node.raft.close());
  }

  /**
   * Shows it.
   *
   * @param args the first of three free ports; 8001 if none is given
   * @throws Exception if it cannot
   */
  public static void main(String[] args) throws Exception {
    try (PaymentReservation bank =
        new PaymentReservation(args.length > 0 ? Integer.parseInt(args[0]) : 8001)) {
      System.out.println("payment-1: " + bank.pay("payment-1", "alice shop 30", true));
      System.out.println("payment-2: " + bank.pay("payment-2", "alice shop 30", false));
      System.out.println("payment-3: " + bank.pay("payment-3", "alice shop 80", true));
      System.out.println("payment-1 again: " + bank.pay("payment-1", "alice shop 30", true));

      Ticket late = bank.reserve("payment-4", "alice shop 10", Duration.ofSeconds(1));
      Ticket open = bank.reserve("payment-5", "alice shop 50", Duration.ofMinutes(5));
      Node old = bank.leader();
      bank.nodes.remove(old);
      old.raft.close(); // as if it had died: nothing is handed over
      System.out.printf("node-%d is gone, with two payments reserved%n", old.id);
      bank.decide(open, true);
      System.out.printf(
          "payment-5: %s, decided at node-%d%n",
          bank.outcome("payment-5").orElseThrow(), bank.leader().id);

      while (bank.leader().payments().status().openTickets() > 0) {
        Thread.sleep(100); // nobody decides: the leader writes that its time is over
      }
      System.out.println("payment-4: " + bank.decide(late, true));

      for (Node node : bank.nodes) {
        System.out.printf(
            "node-%d has %s%n",
            node.id,
            node.payments()
                .read(ReadConsistency.linearizable(), node.books.balances::toString, TIMEOUT)
                .orElseThrow());
      }
    }
  }
}
