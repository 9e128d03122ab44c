package io.quorate.discovery.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;

/**
 * One question while it is open: which servers have been asked, what they said, and when the next
 * is asked. Confined to the thread that asks.
 *
 * <p>The servers are asked in order, one after each interval, and twice if they stay silent; none
 * is given up while the others are asked, so that a slow answer is as good as any. One that says
 * that it cannot answer is not waited for.
 */
final class Asking {
  private static final int ROUNDS = 2;

  private final Question question;
  private final List<InetSocketAddress> servers;
  private final Selector selector;
  private final String patience;
  private final long intervalNanos;
  private final List<ServerState> states = new ArrayList<>();
  private final AliasChain aliases;
  private int next;
  private long askAt;
  private Optional<Answer> part = Optional.empty();
  private Answer answer;

  /** What has come of one server. */
  private static final class ServerState {
    Optional<Exchange> exchange = Optional.empty();
    boolean overTcp;
    boolean ended;
    String problem;
  }

  /**
   * Begins.
   *
   * @param question what to ask
   * @param servers whom, in order
   * @param selector tells when a socket is ready
   * @param timeoutNanos how long the question will stay open
   * @param patience the same for people
   * @param now the time
   */
  Asking(
      Question question,
      List<InetSocketAddress> servers,
      Selector selector,
      long timeoutNanos,
      String patience,
      long now) {
    this.question = question;
    this.servers = servers;
    this.selector = selector;
    this.patience = patience;
    this.intervalNanos = Math.max(1, timeoutNanos / (ROUNDS * Math.max(1, servers.size())));
    this.aliases = new AliasChain(question);
    begin(now);
  }

  private void begin(long now) {
    closeAll();
    states.clear();
    servers.forEach(server -> states.add(new ServerState()));
    next = 0;
    askAt = now;
  }

  boolean isOpen() {
    return answer == null;
  }

  /** When the next server is to be asked. */
  long askAt() {
    return askAt;
  }

  /** What became of it, once it is not open any more. */
  Answer answer() {
    return answer;
  }

  /** Asks whoever is to be asked by now. */
  void proceed(long now) {
    while (isOpen() && now - askAt >= 0) {
      if (states.stream().allMatch(state -> state.ended)) {
        giveUp();
        return;
      }
      askAt = now + intervalNanos;
      nextServer().ifPresent(this::ask);
    }
  }

  /** In turn; not one that has ended, nor one that is sending a long answer. */
  private Optional<Integer> nextServer() {
    for (int tried = 0; tried < states.size(); tried++) {
      int server = next;
      next = (next + 1) % states.size();
      if (!states.get(server).ended && !states.get(server).overTcp) {
        return Optional.of(server);
      }
    }
    return Optional.empty();
  }

  private void ask(int server) {
    ServerState state = states.get(server);
    try {
      if (state.exchange.isEmpty()) {
        state.exchange = Optional.of(
            UdpExchange.open(selector, query(), servers.get(server), new Heard(server)));
      }
      state.exchange.get().send();
    } catch (IOException | RuntimeException e) {
      // Channels also throw unchecked exceptions, such as for an address of an unknown family.
      end(server, reason(e));
    }
  }

  private Message query() {
    return Message.newQuery(Record.newRecord(aliases.end(), question.type(), DClass.IN));
  }

  private void askOverTcp(int server) {
    ServerState state = states.get(server);
    state.exchange.ifPresent(Exchange::close);
    state.overTcp = true;
    try {
      Exchange exchange =
          TcpExchange.open(selector, query(), servers.get(server), new Heard(server));
      state.exchange = Optional.of(exchange);
      exchange.send();
    } catch (IOException | RuntimeException e) {
      end(server, reason(e));
    }
  }

  /** Nothing more comes from a server: the next one is asked at once. */
  private void end(int server, String problem) {
    ServerState state = states.get(server);
    state.ended = true;
    state.problem = state.overTcp ? problem + " (asked over TCP)" : problem;
    state.exchange.ifPresent(Exchange::close);
    askAt = System.nanoTime();
  }

  private static String reason(Exception e) {
    if (e instanceof PortUnreachableException) {
      return "nobody listens";
    }
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  /** No server has answered. */
  void giveUp() {
    StringBuilder text = new StringBuilder();
    for (int server = 0; server < servers.size(); server++) {
      String problem = states.get(server).problem;
      text.append(server == 0 ? "" : ", ")
          .append(servers.get(server).getAddress().getHostAddress())
          .append(" port ")
          .append(servers.get(server).getPort())
          .append(": ")
          .append(states.get(server).ended ? problem : "no answer within " + patience)
          .append(!states.get(server).ended && problem != null ? ", " + problem : "");
    }
    String why = servers.isEmpty() ? "no server is known" : text.toString();
    answered(part.map(known -> known.butOnlyAPart(
            question + ": the answer was cut off, and no whole one came: " + why))
        .orElseGet(() -> Answer.failed(question, question + ": " + why)));
  }

  private void answered(Answer what) {
    answer = what;
    closeAll();
  }

  void closeAll() {
    states.forEach(state -> state.exchange.ifPresent(Exchange::close));
  }

  private void take(int server, Message message) {
    int code = message.getRcode();
    if (code != Rcode.NOERROR && code != Rcode.NXDOMAIN) {
      end(server, Rcode.string(code));
      return;
    }
    try {
      if (message.getHeader().getFlag(Flags.TC) && !states.get(server).overTcp) {
        part = aliases.copy().follow(message).filter(found -> !found.records().isEmpty());
        askOverTcp(server);
        return;
      }
      aliases.follow(message).ifPresentOrElse(this::answered, () -> begin(System.nanoTime()));
    } catch (AliasChain.TooLongException e) {
      answered(Answer.failed(question, question + ": " + e.getMessage()));
    }
  }

  /** What is heard from one server. */
  private final class Heard implements Exchange.Listener {
    private final int server;

    Heard(int server) {
      this.server = server;
    }

    @Override
    public void answered(Message message) {
      take(server, message);
    }

    @Override
    public void misheard(String what) {
      states.get(server).problem = what;
    }

    @Override
    public void failed(IOException failure) {
      end(server, reason(failure));
    }
  }
}
