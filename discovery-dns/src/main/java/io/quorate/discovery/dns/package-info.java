/**
 * Discovery by DNS: members are where SRV records say, or at the addresses of names, at one port.
 *
 * <p>Names, messages and where the system's name servers are written down are dnsjava's; the
 * sockets are our own. What else could have asked, and why it does not:
 *
 * <ul>
 *   <li>{@code InetAddress.getAllByName} knows no SRV records, remembers answers for as long as a
 *       property of the whole process says, and cannot be given a limit of time.
 *   <li>The JDK's DNS provider for JNDI needs no library, but up to JDK 17 at least nobody can end
 *       a query that waits: neither an interrupt nor {@code close} reaches its socket, and the
 *       waits for several servers add up. It takes what is left of an answer that was cut off for a
 *       whole one, without a word, and shows neither the time to live nor the additional records.
 *   <li>dnsjava's own resolvers share threads with the whole process, which no discovery may end,
 *       and give up a question when a stray datagram comes in.
 * </ul>
 *
 * <p>So a lookup runs on the thread of whoever calls, asks all questions at once, has one limit of
 * time, and ends at an interrupt or at {@code close}, which leaves neither thread nor socket.
 */
package io.quorate.discovery.dns;
