package io.quorate.sim.tck;

import static io.quorate.sim.tck.Expect.isTrue;

import io.quorate.config.ConfigKey;
import io.quorate.sim.tck.transport.Leftovers;
import io.quorate.spi.Availability;
import io.quorate.spi.Availability.Unavailable;
import io.quorate.spi.Backend;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;

/** What every provider owes, of whatever kind: the sentences of {@link Backend}. */
final class BackendRules {
  static final String PROVIDER =
      "The provider has a legal name, says that it is available, and declares keys of its own name only.";
  static final String SERVICE =
      "The provider is found by ServiceLoader, so it has a public constructor that takes nothing.";
  static final String THREADS = "Every thread is named after its node, quorate-<node>-….";

  private BackendRules() {}

  /**
   * Name, description, availability, version and keys.
   *
   * @param kind the first word of its keys, such as {@code wal}
   * @param provider under test
   */
  static void provider(String kind, Backend provider) {
    isTrue(
        provider.name().matches("[a-z][a-z0-9-]{0,31}"),
        "'" + provider.name() + "' is no legal name: it must match [a-z][a-z0-9-]{0,31}");
    isTrue(
        provider.description().startsWith(provider.name()),
        "the description '" + provider.description() + "' does not begin with the name");
    Availability availability = provider.availability();
    isTrue(
        !(availability instanceof Unavailable),
        "the provider says that it cannot be used here: " + availability);
    isTrue(
        provider.spiVersion() <= Backend.SPI_VERSION, "the provider was written for a newer SPI");
    String prefix = kind + "." + provider.name() + ".";
    for (ConfigKey<?> key : provider.configKeys()) {
      isTrue(
          key.name().startsWith(prefix),
          "the key " + key.name() + " does not begin with " + prefix);
    }
  }

  /**
   * Whether ServiceLoader finds it.
   *
   * @param type what it implements
   * @param provider under test
   */
  static <B extends Backend> void service(Class<B> type, Backend provider) {
    Class<?> own = provider.getClass();
    boolean found = ServiceLoader.load(type, own.getClassLoader()).stream()
        .anyMatch(candidate -> candidate.type() == own);
    isTrue(
        found,
        own.getName() + " is not found: it belongs in META-INF/services/" + type.getName()
            + ", and in the module descriptor if there is one");
  }

  /** Whether some other process can make a provider like this one, knowing its class alone. */
  static boolean canBeMadeAnew(Backend provider) {
    Class<?> own = provider.getClass();
    if (!Modifier.isPublic(own.getModifiers()) || own.getCanonicalName() == null) {
      return false;
    }
    try {
      own.getConstructor();
      return true;
    } catch (NoSuchMethodException e) {
      return false;
    }
  }

  /**
   * The names of the threads that were started.
   *
   * @param before those that were alive before
   * @param prefixes how the names of those begin that may be there
   */
  static void threadsAreNamed(Set<Thread> before, List<String> prefixes) {
    List<String> others = Leftovers.newThreads(before).stream()
        .map(Thread::getName)
        .filter(name -> prefixes.stream().noneMatch(name::startsWith))
        .sorted()
        .toList();
    isTrue(
        others.isEmpty(),
        "threads are named quorate-<node>-…, so that a thread dump can be read, but there are "
            + others);
  }
}
