package io.quorate.transport.http;

import io.quorate.Health;
import io.quorate.Leader;
import io.quorate.NodeAddress;
import io.quorate.PartitionStatus;
import io.quorate.RaftStatus;
import java.util.Collection;

/**
 * A node's status as JSON: the members that the control protocol has, under the same names, and
 * some more. What is not known is left out.
 */
final class StatusJson {
  private StatusJson() {}

  static String of(RaftStatus status, Health health) {
    JsonWriter json = new JsonWriter().beginObject();
    json.name("node").value(status.nodeId());
    json.name("name").value(status.nodeName());
    json.name("state").value(status.state().name());
    json.name("live").value(health.live());
    json.name("ready").value(health.ready());
    status.clusterId().ifPresent(id -> json.name("clusterId").value(id));
    status.address().ifPresent(address -> {
      json.name("address").beginObject();
      place(json, address);
      json.endObject();
    });
    json.name("members").beginArray();
    status.members().forEach((node, address) -> {
      json.beginObject();
      json.name("node").value(node);
      address.ifPresent(known -> place(json, known));
      json.endObject();
    });
    json.endArray();
    json.name("partitions").beginArray();
    status.partitions().forEach(partition -> write(json, partition));
    json.endArray();
    texts(json, "problems", status.problems());
    texts(json, "healthProblems", health.problems());
    json.name("counters").beginObject();
    status.counters().forEach((name, value) -> json.name(name).value(value));
    json.endObject();
    return json.endObject().toString();
  }

  private static void write(JsonWriter json, PartitionStatus status) {
    json.beginObject();
    json.name("partition").value(status.partition());
    json.name("role").value(status.role().name());
    json.name("term").value(status.term());
    status.leader().ifPresent(leader -> write(json, leader));
    json.name("first").value(status.firstIndex());
    json.name("last").value(status.lastIndex());
    json.name("durable").value(status.durableIndex());
    json.name("commit").value(status.commitIndex());
    json.name("applied").value(status.appliedIndex());
    json.name("checkpoint").value(status.checkpointIndex());
    numbers(json, "voters", status.voters());
    numbers(json, "learners", status.learners());
    json.name("openTickets").value(status.openTickets());
    if (!status.followerLag().isEmpty()) {
      json.name("lag").beginObject();
      status
          .followerLag()
          .forEach((node, entries) -> json.name(String.valueOf(node)).value(entries));
      json.endObject();
    }
    status.problem().ifPresent(problem -> json.name("problem").value(problem));
    json.endObject();
  }

  private static void write(JsonWriter json, Leader leader) {
    json.name("leader").beginObject();
    json.name("node").value(leader.nodeId());
    json.name("term").value(leader.term());
    leader.address().ifPresent(address -> place(json, address));
    json.endObject();
  }

  private static void place(JsonWriter json, NodeAddress address) {
    json.name("host").value(address.host());
    json.name("port").value(address.port());
  }

  private static void numbers(JsonWriter json, String name, Collection<Integer> values) {
    json.name(name).beginArray();
    values.forEach(value -> json.value(value));
    json.endArray();
  }

  private static void texts(JsonWriter json, String name, Collection<String> values) {
    json.name(name).beginArray();
    values.forEach(json::value);
    json.endArray();
  }
}
