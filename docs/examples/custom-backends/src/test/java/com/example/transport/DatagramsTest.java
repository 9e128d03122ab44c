package com.example.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.sim.tck.transport.Endpoint;
import io.quorate.sim.tck.transport.TransportKit;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is about datagrams, of which the kit knows nothing. */
class DatagramsTest {
  /** The kit's garbage is plain noise; here is some that is almost right. */
  @Test
  void garbageInDatagramsHarmsNobody() throws Exception {
    Random random = new Random(42);
    List<ByteBuffer> garbage = new ArrayList<>();
    for (int size : new int[] {0, 1, 28, 29, 30, 1_000, 60_000}) {
      byte[] noise = new byte[size];
      random.nextBytes(noise);
      garbage.add(ByteBuffer.wrap(noise));
    }
    for (int i = 0; i < 2_000; i++) {
      // Well formed, and pieces of nothing: too much is announced, or too little, or none follows.
      ByteBuffer forged = ByteBuffer.allocate(60);
      new Datagram(
              random.nextBoolean(),
              random.nextLong(),
              random.nextInt(3),
              100 + (random.nextInt() >> random.nextInt(31)),
              random.nextInt(3) * random.nextInt(),
              ByteBuffer.allocate(random.nextInt(30)))
          .encode(forged);
      garbage.add(forged.flip());
    }
    try (TransportKit kit = new TransportKit(new UdpTransportProvider(), Map.of());
        DatagramSocket socket = new DatagramSocket()) {
      Endpoint from = kit.open();
      Endpoint to = kit.open();
      from.reach(to, kit.patience());
      for (ByteBuffer bytes : garbage) {
        socket.send(new DatagramPacket(
            bytes.array(),
            bytes.limit(),
            InetAddress.getByName(to.address().host()),
            to.address().port()));
      }
      from.reach(to, kit.patience());
      to.reach(from, kit.patience());
      kit.assertNoViolations();
    }
  }

  private static Datagram piece(long session, long number, int frameBytes, int offset, int bytes) {
    byte[] content = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      content[i] = (byte) (offset + i);
    }
    return new Datagram(false, session, number, frameBytes, offset, ByteBuffer.wrap(content));
  }

  @Test
  void lostPieceCostsOneFrame() {
    Assembly assembly = new Assembly(1_000);
    assertTrue(assembly.take(piece(7, 0, 30, 0, 10)).isEmpty());
    assertTrue(assembly.take(piece(7, 2, 30, 20, 10)).isEmpty());
    assertTrue(assembly.take(piece(7, 3, 20, 0, 10)).isEmpty());
    Optional<ByteBuffer> frame = assembly.take(piece(7, 4, 20, 10, 10));
    assertEquals(piece(7, 0, 20, 0, 20).piece(), frame.orElseThrow());
  }

  @Test
  void latePieceIsDropped() {
    Assembly assembly = new Assembly(1_000);
    assertTrue(assembly.take(piece(7, 1, 10, 0, 10)).isPresent());
    assertTrue(assembly.take(piece(7, 0, 10, 0, 10)).isEmpty());
    assertTrue(assembly.take(piece(7, 1, 10, 0, 10)).isEmpty());
    assertTrue(assembly.take(piece(8, 0, 10, 0, 10)).isPresent());
  }

  @Test
  void unfinishedFramesOfStrangersTakeBoundedMemory() {
    Assembly assembly = new Assembly(1_000);
    for (int session = 0; session < 10_000; session++) {
      assertTrue(assembly.take(piece(session, 0, 1_000, 0, 999)).isEmpty());
      assertTrue(assembly.heldBytes() <= 5_000, "held: " + assembly.heldBytes());
    }
    assertTrue(assembly.take(piece(9_999, 1, 1_000, 999, 1)).isPresent());
  }
}
