package io.quorate.cli.crash;

import io.quorate.cli.backends.NodeMake;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a {@link LocalCluster} is made.
 *
 * @param nodes how many nodes
 * @param partitions how many application partitions
 * @param electionTimeout the election timeout; the heartbeat is a tenth of it
 * @param callTimeout when a write that has no outcome is unknown
 * @param make what the nodes are made of
 * @param prefixes per node id, words before its first command; may be empty
 * @param dataDirectories per node id, where its data is, if not below the cluster's directory
 * @param options per node id, further options of {@code quorate node}
 */
public record ClusterSettings(
    int nodes,
    int partitions,
    Duration electionTimeout,
    Duration callTimeout,
    NodeMake make,
    SortedMap<Integer, List<String>> prefixes,
    SortedMap<Integer, Path> dataDirectories,
    SortedMap<Integer, List<String>> options) {

  /**
   * Nodes without prefixes and further options, with all data in one place.
   *
   * @param nodes how many nodes
   * @param partitions how many application partitions
   * @param electionTimeout the election timeout
   * @param callTimeout when a write that has no outcome is unknown
   * @param make what the nodes are made of
   */
  public ClusterSettings(
      int nodes, int partitions, Duration electionTimeout, Duration callTimeout, NodeMake make) {
    this(
        nodes,
        partitions,
        electionTimeout,
        callTimeout,
        make,
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>());
  }

  /**
   * The same with further options.
   *
   * @param further per node id, options of {@code quorate node}
   * @return all else is the same
   */
  public ClusterSettings with(SortedMap<Integer, List<String>> further) {
    return changed(prefixes, dataDirectories, further);
  }

  /**
   * The same with nodes whose disks are special.
   *
   * @param before per node id, words before its first command
   * @param elsewhere per node id, where its data is, if not below the cluster's directory
   * @return all else is the same
   */
  ClusterSettings with(
      SortedMap<Integer, List<String>> before, SortedMap<Integer, Path> elsewhere) {
    return changed(before, elsewhere, options);
  }

  private ClusterSettings changed(
      SortedMap<Integer, List<String>> otherPrefixes,
      SortedMap<Integer, Path> otherDirectories,
      SortedMap<Integer, List<String>> otherOptions) {
    return new ClusterSettings(
        nodes,
        partitions,
        electionTimeout,
        callTimeout,
        make,
        otherPrefixes,
        otherDirectories,
        otherOptions);
  }
}
