package io.quorate.cli.control;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A node's status as another process sees it.
 *
 * @param node its id
 * @param state its state, by name
 * @param partitions by id, partition 0 included
 * @param problems what is wrong, as sentences
 * @param counters counters by name
 */
public record NodeView(
    int node,
    String state,
    SortedMap<Integer, PartitionView> partitions,
    List<String> problems,
    SortedMap<String, Long> counters) {

  /**
   * What the node knows of one partition.
   *
   * @param partition its id
   * @param role the node's role, by name
   * @param term the current term
   * @param leader the leader's id, if known
   * @param last the last entry in the node's log
   * @param durable the last entry on its disk
   * @param commit the last entry known there to be committed
   * @param applied the last entry applied
   * @param checkpoint up to where it has a snapshot
   */
  public record PartitionView(
      int partition,
      String role,
      long term,
      Optional<Integer> leader,
      long last,
      long durable,
      long commit,
      long applied,
      long checkpoint) {}

  static NodeView parse(JsonObject object) {
    SortedMap<Integer, PartitionView> partitions = new TreeMap<>();
    for (JsonElement element : object.getAsJsonArray("partitions")) {
      JsonObject p = element.getAsJsonObject();
      int id = Json.requiredInt(p, "partition");
      partitions.put(
          id,
          new PartitionView(
              id,
              Json.requiredText(p, "role"),
              Json.requiredNumber(p, "term"),
              Json.leader(p).map(leader -> leader.nodeId()),
              Json.requiredNumber(p, "last"),
              Json.requiredNumber(p, "durable"),
              Json.requiredNumber(p, "commit"),
              Json.requiredNumber(p, "applied"),
              Json.requiredNumber(p, "checkpoint")));
    }
    List<String> problems = new ArrayList<>();
    object.getAsJsonArray("problems").forEach(problem -> problems.add(problem.getAsString()));
    SortedMap<String, Long> counters = new TreeMap<>();
    object
        .getAsJsonObject("counters")
        .asMap()
        .forEach((name, value) -> counters.put(name, value.getAsLong()));
    return new NodeView(
        Json.requiredInt(object, "node"),
        Json.requiredText(object, "state"),
        partitions,
        problems,
        counters);
  }
}
