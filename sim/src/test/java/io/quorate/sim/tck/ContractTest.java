package io.quorate.sim.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The sentences of the interfaces and the rules of the kits are the same. */
class ContractTest {
  private static final Path INTERFACES = Path.of("../api/src/main/java/io/quorate/spi");
  private static final Pattern ID = Pattern.compile("\\b(WAL|TR|DI)-[A-Z]?\\d+\\b");

  private static SortedSet<String> idsOfRules() {
    SortedSet<String> ids = new TreeSet<>();
    WalRules.all().forEach(rule -> ids.add(rule.id()));
    TransportRules.all(1).forEach(rule -> ids.add(rule.id()));
    DiscoveryRules.all().forEach(rule -> ids.add(rule.id()));
    return ids;
  }

  private static SortedSet<String> inTheInterfaces() throws IOException {
    SortedSet<String> ids = new TreeSet<>();
    try (Stream<Path> files = Files.list(INTERFACES)) {
      for (Path file : files.toList()) {
        Matcher matcher = ID.matcher(Files.readString(file));
        while (matcher.find()) {
          ids.add(matcher.group());
        }
      }
    }
    return ids;
  }

  @Test
  void everySentenceWithAnIdHasARuleAndNoRuleHasAnotherId() throws IOException {
    SortedSet<String> ofRules = idsOfRules();
    ofRules.removeIf(id -> !ID.matcher(id).matches());
    assertThat(ofRules).isEqualTo(inTheInterfaces());
  }

  /** Rules for sentences without an id name the type, and the method or component, they are of. */
  @Test
  void everyOtherRuleIsAboutAnElementOfTheInterfaces() {
    SortedSet<String> ofRules = idsOfRules();
    ofRules.removeIf(id -> ID.matcher(id).matches());
    assertThat(ofRules).isNotEmpty().allMatch(ContractTest::isElement);
  }

  private static boolean isElement(String id) {
    String[] words = id.split("\\.");
    StringBuilder type = new StringBuilder("io.quorate.spi");
    int next = 0;
    while (next < words.length && Character.isUpperCase(words[next].charAt(0))) {
      type.append(next == 0 ? '.' : '$').append(words[next]);
      next++;
    }
    try {
      Method[] methods = Class.forName(type.toString()).getMethods();
      return next == words.length
          || next == words.length - 1
              && Arrays.stream(methods)
                  .anyMatch(method -> method.getName().equals(words[words.length - 1]));
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
