package io.quorate.cli.control;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.quorate.PartitionStatus;
import io.quorate.RaftStatus;

/** A node's status in the form of the protocol. */
final class StatusJson {
  private StatusJson() {}

  static JsonObject of(RaftStatus status) {
    JsonObject object = new JsonObject();
    object.addProperty("node", status.nodeId());
    object.addProperty("name", status.nodeName());
    object.addProperty("state", status.state().name());
    status.clusterId().ifPresent(id -> object.addProperty("clusterId", id));
    status.address().ifPresent(address -> object.add("address", Json.of(address)));
    JsonArray members = new JsonArray();
    status.members().forEach((id, address) -> {
      JsonObject member = address.map(Json::of).orElseGet(JsonObject::new);
      member.addProperty("node", id);
      members.add(member);
    });
    object.add("members", members);
    JsonArray partitions = new JsonArray();
    status.partitions().forEach(partition -> partitions.add(of(partition)));
    object.add("partitions", partitions);
    JsonArray problems = new JsonArray();
    status.problems().forEach(problems::add);
    object.add("problems", problems);
    JsonObject counters = new JsonObject();
    status.counters().forEach(counters::addProperty);
    object.add("counters", counters);
    return object;
  }

  private static JsonObject of(PartitionStatus status) {
    JsonObject object = new JsonObject();
    object.addProperty("partition", status.partition());
    object.addProperty("role", status.role().name());
    object.addProperty("term", status.term());
    status.leader().ifPresent(leader -> object.add("leader", Json.of(leader)));
    object.addProperty("first", status.firstIndex());
    object.addProperty("last", status.lastIndex());
    object.addProperty("durable", status.durableIndex());
    object.addProperty("commit", status.commitIndex());
    object.addProperty("applied", status.appliedIndex());
    object.addProperty("checkpoint", status.checkpointIndex());
    if (!status.followerLag().isEmpty()) {
      JsonObject lag = new JsonObject();
      status
          .followerLag()
          .forEach((node, entries) -> lag.addProperty(String.valueOf(node), entries));
      object.add("lag", lag);
    }
    status.problem().ifPresent(problem -> object.addProperty("problem", problem));
    return object;
  }
}
