package io.quorate.wal.h2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.config.ConfigKey;
import io.quorate.config.Settings;
import io.quorate.spi.Availability;
import io.quorate.spi.Wal;
import io.quorate.spi.WalException;
import io.quorate.spi.WalProvider;
import io.quorate.spi.WalProvider.WalContext;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H2WalProviderTest {
  private static final WalProvider PROVIDER = new H2WalProvider();

  @TempDir
  Path directory;

  @Test
  void saysWhatItIs() {
    assertThat(PROVIDER.name()).isEqualTo("h2");
    assertThat(PROVIDER.description()).isEqualTo("h2 2.5.252");
    assertThat(PROVIDER.availability()).isEqualTo(Availability.AVAILABLE);
    assertThat(PROVIDER.durability()).isEqualTo("two fdatasyncs per batch");
  }

  @Test
  void isListedInTheModuleAsInTheServicesFile() throws Exception {
    String service = WalProvider.class.getName();
    Path classes =
        Path.of(H2Wal.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    ModuleDescriptor module;
    try (InputStream in = Files.newInputStream(classes.resolve("module-info.class"))) {
      module = ModuleDescriptor.read(in);
    }
    List<String> listed = Files.readString(
            classes.resolve("META-INF/services/" + service), StandardCharsets.UTF_8)
        .lines()
        .toList();
    assertThat(module.provides()).hasSize(1).allSatisfy(provides -> {
      assertThat(provides.service()).isEqualTo(service);
      assertThat(provides.providers()).isEqualTo(listed);
    });
  }

  @Test
  void aSmallJournalIsBegunAnewMoreOften() throws Exception {
    assertThat(journalAfterOneMegabyte("large", Map.of())).isEqualTo(2);
    assertThat(journalAfterOneMegabyte("small", Map.of(H2Options.JOURNAL, 64 * 1024L)))
        .isGreaterThan(8);
  }

  private long journalAfterOneMegabyte(String name, Map<ConfigKey<?>, Object> settings)
      throws Exception {
    Path log = directory.resolve(name);
    try (Wal wal = PROVIDER.open(new Context(log, settings))) {
      for (int i = 0; i < 64; i++) {
        wal.append(Records.append(1, 1 + i, 1, 16 * 1024));
      }
      List<String> journals =
          DiskDirectory.create(log).list().stream().filter(Journal::isJournal).toList();
      assertThat(journals).hasSize(1);
      return Long.parseLong(journals.get(0).replaceAll("[^0-9]", ""));
    }
  }

  @Test
  void theCacheKeepsWhatWasRead() throws Exception {
    assertThat(cachedAfterReading("large", Map.of())).isGreaterThan(4);
    assertThat(cachedAfterReading("small", Map.of(H2Options.CACHE, 1024 * 1024L)))
        .isLessThanOrEqualTo(2);
  }

  private int cachedAfterReading(String name, Map<ConfigKey<?>, Object> settings) throws Exception {
    Context context = new Context(directory.resolve(name), settings);
    try (Wal wal = PROVIDER.open(context)) {
      for (int i = 0; i < 400; i += 50) {
        wal.append(Records.append(1, 1 + i, 50, 16 * 1024));
      }
    }
    try (H2Wal wal = (H2Wal) PROVIDER.open(context)) {
      for (int i = 1; i <= 400; i++) {
        wal.read(1, i, 1);
      }
      return wal.cacheMebibytesUsed();
    }
  }

  @Test
  void aDirectoryThatCannotBeCreatedIsAFailureWithItsName() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "");

    assertThatThrownBy(() -> PROVIDER.open(new Context(file, Map.of())))
        .isInstanceOf(WalException.class)
        .hasMessageContaining(file.toString());
  }

  private record Context(Path directory, Map<ConfigKey<?>, Object> given)
      implements WalContext, Settings {
    @Override
    public String nodeName() {
      return "test";
    }

    @Override
    public Settings settings() {
      return this;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T get(ConfigKey<T> key) {
      return isSet(key) ? (T) given.get(key) : key.defaultValue().orElseThrow();
    }

    @Override
    public boolean isSet(ConfigKey<?> key) {
      return given.containsKey(key);
    }
  }
}
