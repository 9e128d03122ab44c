package io.quorate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeAddressTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost:8001",
        "10.0.0.7:1",
        "[::1]:8001",
        "[fe80::1%eth0]:65535",
        "a.b-c.example:0"
      })
  void whatIsParsedPrintsAsItWas(String text) {
    assertThat(NodeAddress.parse(text)).hasToString(text);
    assertThat(NodeAddress.parse("  " + text + " ")).isEqualTo(NodeAddress.parse(text));
  }

  @Test
  void bracketsBelongToTheTextAndNotToTheHost() {
    assertThat(NodeAddress.parse("[::1]:8001")).isEqualTo(new NodeAddress("::1", 8001));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "localhost", "localhost:", ":8001", "::1:8001", "::1", "[::1]"})
  void whatIsNoHostAndPortIsQuotedWithExamples(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NodeAddress.parse(text))
        .withMessage("'" + text
            + "' is not host:port (examples: localhost:8001, 10.0.0.7:8001, [::1]:8001)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:http", "localhost:99999999999", "localhost:80 01"})
  void whatIsNoNumberIsQuoted(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NodeAddress.parse(text))
        .withMessage("'" + text + "' has no number after the last colon (example: localhost:8001)");
  }

  @Test
  void portsAndHostsHaveBounds() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NodeAddress.parse("localhost:65536"))
        .withMessage("port 65536 is outside 0 to 65535");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NodeAddress.parse("localhost:-1"))
        .withMessage("port -1 is outside 0 to 65535");
    assertThatIllegalArgumentException().isThrownBy(() -> new NodeAddress(" ", 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NodeAddress.parse("http://localhost:8001"))
        .withMessageContaining("http://localhost:8001");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NodeAddress("local host", 1))
        .withMessage("'local host' is not a host name or an IP address");
    String longest = "h".repeat(NodeAddress.MAX_HOST);
    assertThat(new NodeAddress(longest, 1).host()).isEqualTo(longest);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NodeAddress(longest + "h", 1))
        .withMessage(
            "the host '" + "h".repeat(32) + "...' has 256 characters; at most 255 are allowed");
  }

  @Test
  void addressesAreOrderedByHostAndThenByPort() {
    TreeSet<NodeAddress> sorted = new TreeSet<>();
    sorted.add(NodeAddress.parse("b:1"));
    sorted.add(NodeAddress.parse("a:10"));
    sorted.add(NodeAddress.parse("a:9"));
    sorted.add(NodeAddress.parse("a:9"));
    assertThat(sorted).extracting(NodeAddress::toString).containsExactly("a:9", "a:10", "b:1");
  }
}
