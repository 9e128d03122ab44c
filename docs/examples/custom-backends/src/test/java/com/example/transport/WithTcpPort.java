package com.example.transport;

import io.quorate.NodeAddress;
import io.quorate.config.ConfigKey;
import io.quorate.spi.Transport;
import io.quorate.spi.TransportException;
import io.quorate.spi.TransportProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SortedMap;

/**
 * A transport that has the TCP port of its number, too, and hangs up on whoever calls: the kit's
 * check of garbage (TR-9) calls by TCP, and does not expect to be refused.
 */
record WithTcpPort(TransportProvider provider) implements TransportProvider {
  private static final int TRIES = 20;

  @Override
  public String name() {
    return provider.name();
  }

  @Override
  public List<ConfigKey<?>> configKeys() {
    return provider.configKeys();
  }

  @Override
  public Transport create(TransportContext context) throws TransportException {
    return new Both(context, provider.create(context));
  }

  private final class Both implements Transport {
    private final TransportContext context;
    private volatile Transport transport;
    private ServerSocket tcp;
    private Thread thread;

    Both(TransportContext context, Transport transport) {
      this.context = context;
      this.transport = transport;
    }

    @Override
    public void start(Receiver receiver) throws TransportException {
      for (int tries = 1; tcp == null; tries++) {
        transport.start(receiver);
        try {
          NodeAddress at = transport.localAddress();
          tcp = new ServerSocket(at.port(), 50, InetAddress.getByName(at.host()));
        } catch (IOException e) {
          transport.close();
          if (tries == TRIES || context.bindAddress().port() != 0) {
            throw new TransportException("no TCP port beside " + context.bindAddress(), e);
          }
          transport = provider.create(context); // that number is taken for TCP: another one
        }
      }
      thread = new Thread(this::hangUp, "tcp-port");
      thread.start();
    }

    private void hangUp() {
      while (!tcp.isClosed()) {
        try {
          tcp.accept().close();
        } catch (IOException e) {
          // Closed, or the caller was faster.
        }
      }
    }

    @Override
    public NodeAddress localAddress() {
      return transport.localAddress();
    }

    @Override
    public Admission send(NodeAddress to, ByteBuffer frame) {
      return transport.send(to, frame);
    }

    @Override
    public void forget(NodeAddress peer) {
      transport.forget(peer);
    }

    @Override
    public SortedMap<String, Long> counters() {
      return transport.counters();
    }

    @Override
    public void close() {
      transport.close();
      try {
        if (tcp != null) {
          tcp.close();
          thread.join(); // the port is free only then
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
