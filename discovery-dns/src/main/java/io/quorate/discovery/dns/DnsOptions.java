package io.quorate.discovery.dns;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.xbill.DNS.Name;

/**
 * What a discovery was told.
 *
 * @param nodeName for the log
 * @param services names of SRV records; empty if there are hosts
 * @param hosts names of A and AAAA records; empty if there are services
 * @param port where the hosts' members are
 * @param resolveTargets whether the targets of SRV records are looked up, too
 * @param servers whom to ask; empty for those of the system
 * @param refresh how long an answer is used at most
 * @param timeout how long one lookup may take
 */
record DnsOptions(
    String nodeName,
    List<Name> services,
    List<Name> hosts,
    int port,
    boolean resolveTargets,
    List<InetSocketAddress> servers,
    Duration refresh,
    Duration timeout) {}
