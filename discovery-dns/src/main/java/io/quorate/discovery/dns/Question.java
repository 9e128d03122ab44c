package io.quorate.discovery.dns;

import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/**
 * What a server is asked.
 *
 * @param name absolute
 * @param type as dnsjava numbers types of records
 */
record Question(Name name, int type) {
  /** For example {@code raft.example.org AAAA}. */
  @Override
  public String toString() {
    return name.toString(true) + " " + Type.string(type);
  }
}
