package io.quorate.cli.crash;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * A name server on a free port of the loopback interface, that knows where the nodes of one cluster
 * on this machine are, by the SRV records of one name. By UDP only: few nodes fit into a datagram.
 */
final class LoopbackDns implements AutoCloseable {
  /** The name whose SRV records there are. */
  static final String SERVICE = "_raft._tcp.quorate.test";

  private static final int MAX_BYTES = 65_535;
  private static final long TIME_TO_LIVE_SECONDS = 1;

  private final Name service;
  private final Name host;
  private final DatagramSocket socket;
  private final Thread thread = new Thread(this::serve, "quorate-loopback-dns");
  private volatile List<Integer> ports = List.of();

  /** Starts to answer; there is nobody yet. */
  LoopbackDns() throws IOException {
    try {
      service = Name.fromString(SERVICE + ".");
      host = Name.fromString("localhost.");
    } catch (TextParseException e) {
      throw new IllegalStateException(e);
    }
    socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    thread.setDaemon(true);
    thread.start();
  }

  /** From now on the nodes are at these ports of {@code localhost}. */
  void nodes(List<Integer> at) {
    ports = List.copyOf(at);
  }

  /** Where to ask, as {@code discovery.dns.servers} has it. */
  String hostAndPort() {
    return socket.getLocalAddress().getHostAddress() + ":" + socket.getLocalPort();
  }

  private void serve() {
    byte[] buffer = new byte[MAX_BYTES];
    while (!socket.isClosed()) {
      DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
      try {
        socket.receive(packet);
        byte[] answer =
            answer(new Message(Arrays.copyOf(buffer, packet.getLength()))).toWire();
        socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
      } catch (IOException | RuntimeException e) {
        // Closed, or that was no question, or who asked is gone.
        continue;
      }
    }
  }

  private Message answer(Message query) {
    Message answer = new Message(query.getHeader().getID());
    answer.getHeader().setFlag(Flags.QR);
    answer.getHeader().setFlag(Flags.AA);
    Record question = query.getQuestion();
    answer.addRecord(question, Section.QUESTION);
    if (!question.getName().equals(service)) {
      answer.getHeader().setRcode(Rcode.NXDOMAIN);
    } else if (question.getType() == Type.SRV) {
      for (int port : ports) {
        answer.addRecord(
            new SRVRecord(service, DClass.IN, TIME_TO_LIVE_SECONDS, 0, 0, port, host),
            Section.ANSWER);
      }
    }
    return answer;
  }

  @Override
  public void close() {
    socket.close();
  }
}
