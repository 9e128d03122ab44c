package io.quorate.discovery.dns;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.xbill.DNS.Message;

/** A question over a connection, for answers that are too long for a datagram (RFC 7766). */
final class TcpExchange extends Exchange {
  private static final int LENGTH_BYTES = 2;

  private final SocketChannel channel;
  private final ByteBuffer out;
  private final ByteBuffer length = ByteBuffer.allocate(LENGTH_BYTES);
  private ByteBuffer body;
  private SelectionKey key;

  private TcpExchange(
      SocketChannel channel, Message query, InetSocketAddress server, Listener listener) {
    super(query, server, listener);
    this.channel = channel;
    byte[] bytes = queryBytes();
    this.out = ByteBuffer.allocate(LENGTH_BYTES + bytes.length)
        .putShort((short) bytes.length)
        .put(bytes)
        .flip();
  }

  static TcpExchange open(
      Selector selector, Message query, InetSocketAddress server, Listener listener)
      throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.configureBlocking(false);
      TcpExchange exchange = new TcpExchange(channel, query, server, listener);
      exchange.key = channel.register(selector, SelectionKey.OP_CONNECT, exchange);
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

  @Override
  void send() throws IOException {
    if (channel.connect(server())) {
      write();
    }
  }

  @Override
  void proceed() throws IOException {
    if (channel.isConnectionPending() && !channel.finishConnect()) {
      return;
    }
    if (out.hasRemaining()) {
      write();
      return;
    }
    if (length.hasRemaining() && fill(length)) {
      body = ByteBuffer.allocate(Short.toUnsignedInt(length.getShort(0)));
    }
    if (body != null && fill(body) && !arrived(body.array())) {
      throw new IOException("what came over the connection is no answer");
    }
  }

  private void write() throws IOException {
    channel.write(out);
    key.interestOps(out.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
  }

  /** Reads what is there; whether that was all that was missing. */
  private boolean fill(ByteBuffer buffer) throws IOException {
    if (channel.read(buffer) < 0) {
      throw new EOFException("the connection ended before the answer");
    }
    return !buffer.hasRemaining();
  }
}
