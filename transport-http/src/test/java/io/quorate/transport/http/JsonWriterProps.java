package io.quorate.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Another's reader reads what is written, whatever is in it. */
class JsonWriterProps {
  private static JsonObject read(String text) {
    JsonReader reader = new JsonReader(new StringReader(text));
    reader.setStrictness(Strictness.STRICT);
    return JsonParser.parseReader(reader).getAsJsonObject();
  }

  @Property(tries = 500)
  void textsComeOutAsTheyWentIn(@ForAll Map<String, String> values) {
    JsonWriter json = new JsonWriter().beginObject();
    values.forEach((name, value) -> json.name(name).value(value));
    String text = json.endObject().toString();
    JsonObject object = read(text);
    assertThat(object.size()).isEqualTo(values.size());
    values.forEach((name, value) -> assertThat(object.get(name).getAsString()).isEqualTo(value));
    // No line is ended, no script begun, and nothing is lost in UTF-8.
    assertThat(text.chars()).noneMatch(c -> c < 0x20 || c == '<' || c == 0x2028 || c == 0x2029);
    assertThat(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
        .isEqualTo(text);
  }

  @Property(tries = 100)
  void numbersAndNestingComeOutAsTheyWentIn(@ForAll long number, @ForAll boolean flag) {
    String text = new JsonWriter()
        .beginObject()
        .name("a")
        .beginArray()
        .value(number)
        .beginArray()
        .endArray()
        .beginObject()
        .name("b")
        .value(flag)
        .endObject()
        .endArray()
        .name("c")
        .value("d")
        .endObject()
        .toString();
    assertThat(text).isEqualTo("{\"a\":[" + number + ",[],{\"b\":" + flag + "}],\"c\":\"d\"}");
    assertThat(read(text).size()).isEqualTo(2);
  }
}
