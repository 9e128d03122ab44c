package io.quorate.engine.boot;

import io.quorate.NodeAddress;
import io.quorate.spi.Transport;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Transports that hand frames straight to one another. */
final class TestNetwork {
  private final Map<NodeAddress, Transport.Receiver> listening = new ConcurrentHashMap<>();

  Transport transport(NodeAddress address) {
    return new Transport() {
      @Override
      public void start(Receiver receiver) {
        listening.put(address, receiver);
      }

      @Override
      public NodeAddress localAddress() {
        return address;
      }

      @Override
      public Admission send(NodeAddress to, ByteBuffer frame) {
        Receiver receiver = listening.get(to);
        if (receiver == null) {
          return Admission.SHED_UNREACHABLE;
        }
        receiver.onFrame(address.toString(), frame);
        return Admission.QUEUED;
      }

      @Override
      public void forget(NodeAddress peer) {}

      @Override
      public void close() {
        listening.remove(address);
      }
    };
  }
}
