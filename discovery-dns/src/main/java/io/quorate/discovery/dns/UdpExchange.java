package io.quorate.discovery.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import org.xbill.DNS.Message;

/**
 * A question in a datagram. The socket is connected, so that the system drops what others send; its
 * port is the system's choice, one more thing that a forger would have to guess.
 */
final class UdpExchange extends Exchange {
  /** Without extensions an answer has 512 bytes at most; some servers send more. */
  private static final int MAX_BYTES = 8192;

  private final DatagramChannel channel;

  private UdpExchange(
      DatagramChannel channel, Message query, InetSocketAddress server, Listener listener) {
    super(query, server, listener);
    this.channel = channel;
  }

  static UdpExchange open(
      Selector selector, Message query, InetSocketAddress server, Listener listener)
      throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    try {
      channel.configureBlocking(false);
      channel.connect(server);
      UdpExchange exchange = new UdpExchange(channel, query, server, listener);
      channel.register(selector, SelectionKey.OP_READ, exchange);
      return exchange;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  SelectableChannel channel() {
    return channel;
  }

  /** What finds no room in the socket is lost like any datagram, and sent again. */
  @Override
  void send() throws IOException {
    channel.write(ByteBuffer.wrap(queryBytes()));
  }

  @Override
  void proceed() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(MAX_BYTES);
    while (channel.isOpen() && channel.read(buffer) > 0) {
      byte[] bytes = new byte[buffer.flip().remaining()];
      buffer.get(bytes).clear();
      if (arrived(bytes)) {
        return;
      }
    }
  }
}
