package io.quorate.cli.crash;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Tells the nodes of one cluster on this machine where the others are, by their discovery. */
public final class LoopbackNames implements AutoCloseable {
  private final String discovery;
  private final Optional<LoopbackDns> server;
  private List<Integer> ports = List.of();

  /**
   * Starts a name server, if it takes one.
   *
   * @param discovery the nodes' discovery
   * @throws IOException if there can be none
   */
  public LoopbackNames(String discovery) throws IOException {
    this.discovery = discovery;
    this.server = discovery.equals("dns") ? Optional.of(new LoopbackDns()) : Optional.empty();
  }

  /**
   * Says where the nodes are.
   *
   * @param at their ports at {@code localhost}
   */
  public void nodes(List<Integer> at) {
    ports = List.copyOf(at);
    server.ifPresent(dns -> dns.nodes(ports));
  }

  /**
   * What a node has to be told.
   *
   * @return settings, by key name; none for a discovery that the program does not know
   */
  public SortedMap<String, String> settings() {
    SortedMap<String, String> settings = new TreeMap<>();
    if (discovery.equals("static")) {
      settings.put(
          "discovery.static.nodes",
          String.join(",", ports.stream().map(port -> "localhost:" + port).toList()));
    }
    server.ifPresent(dns -> {
      settings.put("discovery.dns.services", LoopbackDns.SERVICE);
      settings.put("discovery.dns.servers", dns.hostAndPort());
      // Records may be incomplete at any moment, so that they do not say when all are there.
      settings.put("cluster.expect", String.valueOf(ports.size()));
    });
    return settings;
  }

  @Override
  public void close() {
    server.ifPresent(LoopbackDns::close);
  }
}
