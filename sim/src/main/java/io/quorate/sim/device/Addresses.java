package io.quorate.sim.device;

import io.quorate.NodeAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Who is where. */
final class Addresses {
  private static final int FIRST_PORT = 7000;

  private final int[] ports;

  /** The latest last. */
  private final List<Left> left = new ArrayList<>();

  private int lastPort;
  private boolean shared;

  private record Left(int port, int node) {}

  Addresses(int nodes) {
    this.ports = IntStream.rangeClosed(FIRST_PORT, FIRST_PORT + nodes).toArray();
    this.lastPort = FIRST_PORT + nodes;
  }

  /** Of a node that has never moved. */
  static NodeAddress first(int node) {
    return new NodeAddress("sim", FIRST_PORT + node);
  }

  NodeAddress of(int node) {
    return new NodeAddress("sim", ports[node]);
  }

  /** 0 if nobody is there. */
  int nodeAt(int port) {
    for (int node = 1; node < ports.length; node++) {
      if (ports[node] == port) {
        return node;
      }
    }
    return 0;
  }

  /** Whether some address has had two nodes, one after the other. */
  boolean shared() {
    return shared;
  }

  /** A new address, or the one that another node has left last, if it may be taken. */
  void move(int node, boolean mayTake) {
    int before = ports[node];
    ports[node] = mayTake ? taken(node) : ++lastPort;
    left.add(new Left(before, node));
  }

  private int taken(int node) {
    for (int i = left.size() - 1; i >= 0; i--) {
      if (left.get(i).node() != node) {
        shared = true;
        return left.remove(i).port();
      }
    }
    return ++lastPort;
  }
}
