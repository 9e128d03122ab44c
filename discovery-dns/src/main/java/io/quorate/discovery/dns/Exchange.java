package io.quorate.discovery.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectableChannel;
import java.util.Optional;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Opcode;

/** One server that is asked one question over one socket. Confined to the thread that asks. */
abstract class Exchange {
  /** Where what is heard goes to. */
  interface Listener {
    /** The server has answered. */
    void answered(Message answer);

    /** Something has come that is no answer to the question. The answer may follow. */
    void misheard(String what);

    /** Nothing will come any more. */
    void failed(IOException failure);
  }

  private final Message query;
  private final InetSocketAddress server;
  private final Listener listener;

  Exchange(Message query, InetSocketAddress server, Listener listener) {
    this.query = query;
    this.server = server;
    this.listener = listener;
  }

  final InetSocketAddress server() {
    return server;
  }

  final byte[] queryBytes() {
    return query.toWire();
  }

  abstract SelectableChannel channel();

  /** Asks, once more if need be. */
  abstract void send() throws IOException;

  /** Does what the channel is ready for. */
  abstract void proceed() throws IOException;

  /** The channel is ready. */
  final void ready() {
    try {
      proceed();
    } catch (IOException e) {
      listener.failed(e);
    }
  }

  /**
   * Something has arrived.
   *
   * @return whether it was the answer
   */
  final boolean arrived(byte[] bytes) {
    Optional<Message> answer = read(bytes);
    answer.ifPresent(listener::answered);
    return answer.isPresent();
  }

  private Optional<Message> read(byte[] bytes) {
    Message message;
    try {
      message = new Message(bytes);
    } catch (IOException | RuntimeException e) {
      // Anything may come from a network, and the parser throws more than it declares.
      listener.misheard("what came cannot be read");
      return Optional.empty();
    }
    boolean answers = message.getHeader().getID() == query.getHeader().getID()
        && message.getHeader().getFlag(Flags.QR)
        && message.getHeader().getOpcode() == Opcode.QUERY
        && query.getQuestion().equals(message.getQuestion());
    if (!answers) {
      listener.misheard("what came answers another question");
      return Optional.empty();
    }
    return Optional.of(message);
  }

  final void close() {
    try {
      channel().close();
    } catch (IOException e) {
      // A socket that cannot be closed in good order is gone all the same.
      listener.misheard("closing failed: " + e);
    }
  }
}
