package io.quorate.discovery.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * A name server on a free port of the loopback interface, by UDP and, if it is to, by TCP, that
 * answers as it is told: well, badly, late or not at all.
 */
final class TestDnsServer implements AutoCloseable {
  private static final int MAX_BYTES = 65_535;
  private static final int TRIES = 100;

  /** What is done with a query. Called by one thread for UDP, and another for TCP. */
  interface Responder {
    void answer(Query query) throws IOException;
  }

  /** Sends bytes back. */
  private interface Sender {
    void send(byte[] bytes) throws IOException;
  }

  /**
   * A query that has arrived. It may be answered later, by any thread, more than once, or never.
   */
  static final class Query {
    private final Message message;
    private final boolean overTcp;
    private final Sender sender;

    private Query(byte[] bytes, boolean overTcp, Sender sender) throws IOException {
      this.message = new Message(bytes);
      this.overTcp = overTcp;
      this.sender = sender;
    }

    Message message() {
      return message;
    }

    boolean overTcp() {
      return overTcp;
    }

    void reply(byte[] bytes) {
      try {
        sender.send(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private final DatagramSocket udp;
  private final InetSocketAddress address;
  private final ServerSocket tcp;
  private final Queue<Socket> connections = new ConcurrentLinkedQueue<>();
  private final Queue<String> heard = new ConcurrentLinkedQueue<>();
  private final Thread udpThread = new Thread(this::serveUdp, "test-dns-udp");
  private final Thread tcpThread = new Thread(this::serveTcp, "test-dns-tcp");
  private volatile Responder responder = query -> {};

  private TestDnsServer(DatagramSocket udp, ServerSocket tcp) {
    this.udp = udp;
    this.address = (InetSocketAddress) udp.getLocalSocketAddress();
    this.tcp = tcp;
    udpThread.setDaemon(true);
    tcpThread.setDaemon(true);
    udpThread.start();
    tcpThread.start();
  }

  /** Silent at first. */
  static TestDnsServer start() throws IOException {
    return start(InetAddress.getByName("127.0.0.1"));
  }

  static TestDnsServer start(InetAddress address) throws IOException {
    for (int tried = 1; ; tried++) {
      ServerSocket tcp = new ServerSocket(0, 50, address);
      try {
        return new TestDnsServer(new DatagramSocket(tcp.getLocalPort(), address), tcp);
      } catch (BindException e) {
        // That port is taken for datagrams.
        tcp.close();
        if (tried == TRIES) {
          throw e;
        }
      }
    }
  }

  /** Nobody listens for connections any more. */
  void refuseTcp() throws IOException, InterruptedException {
    tcp.close();
    tcpThread.join(); // until it has left accept, the socket takes connections
  }

  void use(Responder next) {
    responder = next;
  }

  InetSocketAddress address() {
    return address;
  }

  /** As {@code discovery.dns.servers} has it. */
  String hostAndPort() {
    String host = address().getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address().getPort();
  }

  /** What was asked, such as {@code raft.example. A udp}, in order. */
  List<String> heard() {
    return List.copyOf(heard);
  }

  void forgetHeard() {
    heard.clear();
  }

  private void serveUdp() {
    byte[] buffer = new byte[MAX_BYTES];
    while (!udp.isClosed()) {
      DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
      try {
        udp.receive(packet);
        SocketAddress from = packet.getSocketAddress();
        byte[] bytes = Arrays.copyOf(buffer, packet.getLength());
        serve(new Query(
            bytes, false, reply -> udp.send(new DatagramPacket(reply, reply.length, from))));
      } catch (IOException | UncheckedIOException e) {
        // Closed, or who asked is gone.
        continue;
      }
    }
  }

  private void serveTcp() {
    while (!tcp.isClosed()) {
      try {
        Socket socket = tcp.accept();
        connections.add(socket);
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] bytes = in.readNBytes(in.readUnsignedShort());
        serve(new Query(bytes, true, reply -> sendFramed(socket, reply)));
      } catch (IOException | UncheckedIOException e) {
        // Closed, or who asked is gone.
        continue;
      }
    }
  }

  /** In two pieces, as a network may deliver it. */
  private static void sendFramed(Socket socket, byte[] reply) throws IOException {
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    out.writeByte(reply.length >> 8);
    out.flush();
    out.writeByte(reply.length);
    out.write(reply);
    out.flush();
  }

  private void serve(Query query) throws IOException {
    Record question = query.message().getQuestion();
    heard.add(question.getName() + " " + Type.string(question.getType())
        + (query.overTcp() ? " tcp" : " udp"));
    responder.answer(query);
  }

  /** Ends connections without an answer. */
  void dropConnections() throws IOException {
    for (Socket socket : connections) {
      socket.close();
    }
  }

  @Override
  public void close() throws IOException {
    udp.close();
    tcp.close();
    dropConnections();
    try {
      udpThread.join();
      tcpThread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * As a process: prints its address, answers with the zone whose lines are given, and ends with
   * its standard input.
   */
  public static void main(String[] lines) throws Exception {
    try (TestDnsServer server = start()) {
      server.use(Zone.of(lines));
      System.out.println(server.hostAndPort());
      while (System.in.read() >= 0) {
        // Waits for the end.
        continue;
      }
    }
  }
}
