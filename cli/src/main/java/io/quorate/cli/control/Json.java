package io.quorate.cli.control;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import io.quorate.Leader;
import io.quorate.NodeAddress;
import java.util.Optional;
import java.util.OptionalLong;

/** The few forms of JSON that the protocol is made of. */
final class Json {
  private static final Gson GSON =
      new GsonBuilder().setStrictness(Strictness.STRICT).disableHtmlEscaping().create();

  private Json() {}

  /**
   * Reads one line.
   *
   * @throws JsonParseException if it is anything but one object
   */
  static JsonObject parse(String line) {
    JsonElement element = GSON.fromJson(line, JsonElement.class);
    if (element == null || !element.isJsonObject()) {
      throw new JsonParseException("not a JSON object");
    }
    return element.getAsJsonObject();
  }

  /** Writes one line, without its end. */
  static String print(JsonObject object) {
    return GSON.toJson(object);
  }

  static Optional<String> text(JsonObject object, String name) {
    JsonElement value = object.get(name);
    if (value == null || value.isJsonNull()) {
      return Optional.empty();
    }
    if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isString()) {
      throw new JsonParseException("'" + name + "' is not a string");
    }
    return Optional.of(value.getAsString());
  }

  static OptionalLong number(JsonObject object, String name) {
    JsonElement value = object.get(name);
    if (value == null || value.isJsonNull()) {
      return OptionalLong.empty();
    }
    if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isNumber()) {
      throw new JsonParseException("'" + name + "' is not a number");
    }
    try {
      return OptionalLong.of(value.getAsBigDecimal().longValueExact());
    } catch (ArithmeticException e) {
      throw new JsonParseException("'" + name + "' is not a whole number", e);
    }
  }

  static String requiredText(JsonObject object, String name) {
    return text(object, name)
        .orElseThrow(() -> new JsonParseException("'" + name + "' is missing"));
  }

  static long requiredNumber(JsonObject object, String name) {
    return number(object, name)
        .orElseThrow(() -> new JsonParseException("'" + name + "' is missing"));
  }

  static int requiredInt(JsonObject object, String name) {
    long value = requiredNumber(object, name);
    if (value != (int) value) {
      throw new JsonParseException("'" + name + "' is too large");
    }
    return (int) value;
  }

  static JsonObject of(NodeAddress address) {
    JsonObject object = new JsonObject();
    object.addProperty("host", address.host());
    object.addProperty("port", address.port());
    return object;
  }

  static JsonObject of(Leader leader) {
    JsonObject object = new JsonObject();
    object.addProperty("node", leader.nodeId());
    object.addProperty("term", leader.term());
    leader.address().ifPresent(address -> {
      object.addProperty("host", address.host());
      object.addProperty("port", address.port());
    });
    return object;
  }

  static Optional<Leader> leader(JsonObject object) {
    if (!object.has("leader")) {
      return Optional.empty();
    }
    JsonObject leader = object.getAsJsonObject("leader");
    Optional<NodeAddress> address =
        text(leader, "host").map(host -> new NodeAddress(host, requiredInt(leader, "port")));
    return Optional.of(
        new Leader(requiredInt(leader, "node"), requiredNumber(leader, "term"), address));
  }
}
