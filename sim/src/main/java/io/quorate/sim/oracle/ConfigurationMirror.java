package io.quorate.sim.oracle;

import io.quorate.engine.codec.EntryRecords;
import io.quorate.engine.raft.Configuration;
import io.quorate.engine.raft.EntryKind;
import io.quorate.spi.EntryRecord;
import java.util.ArrayList;
import java.util.List;

/** The configurations in one member's log, as its writes make them. */
final class ConfigurationMirror {
  private final List<Long> indexes = new ArrayList<>();
  private final List<Configuration> configurations = new ArrayList<>();

  /** Those of a log, after the one that was in force where it begins. */
  static ConfigurationMirror of(LogMirror log, long firstIndex, Configuration first) {
    ConfigurationMirror mirror = new ConfigurationMirror();
    mirror.append(firstIndex, first);
    for (long index = log.boundaryIndex() + 1; index <= log.lastIndex(); index++) {
      EntryRecord entry = log.entry(index);
      if (EntryRecords.kind(entry) == EntryKind.CONFIGURATION) {
        mirror.append(index, EntryRecords.configuration(entry));
      }
    }
    return mirror;
  }

  void append(long index, Configuration configuration) {
    indexes.add(index);
    configurations.add(configuration);
  }

  void truncateAfter(long index) {
    while (lastIndex() > index && indexes.size() > 1) {
      indexes.remove(indexes.size() - 1);
      configurations.remove(configurations.size() - 1);
    }
  }

  /** The log is another one, which begins with this. */
  void replace(long index, Configuration configuration) {
    indexes.clear();
    configurations.clear();
    append(index, configuration);
  }

  long lastIndex() {
    return indexes.get(indexes.size() - 1);
  }

  /**
   * Whether a node may campaign: a voter by the last configuration, or by the one before it while
   * the last one is not committed (Ongaro, dissertation, section 4.2.2).
   */
  boolean mayCampaign(int node, long commitIndex) {
    int at = configurations.size() - 1;
    return isVoter(at, node) || at > 0 && lastIndex() > commitIndex && isVoter(at - 1, node);
  }

  private boolean isVoter(int at, int node) {
    Configuration configuration = configurations.get(at);
    return configuration.voters().contains(node) || configuration.outgoing().contains(node);
  }

  Configuration last() {
    return configurations.get(configurations.size() - 1);
  }
}
