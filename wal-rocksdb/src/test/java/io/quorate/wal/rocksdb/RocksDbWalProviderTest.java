package io.quorate.wal.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.config.ConfigKey;
import io.quorate.config.Settings;
import io.quorate.spi.Availability;
import io.quorate.spi.Wal;
import io.quorate.spi.WalException;
import io.quorate.spi.WalProvider;
import io.quorate.spi.WalProvider.WalContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksDbWalProviderTest {
  private static final WalProvider PROVIDER = new RocksDbWalProvider();

  @TempDir
  Path directory;

  @Test
  void saysWhatItIs() {
    assertThat(PROVIDER.name()).isEqualTo("rocksdb");
    assertThat(PROVIDER.description()).isEqualTo("rocksdb 11.8.1");
    assertThat(PROVIDER.availability()).isEqualTo(Availability.AVAILABLE);
    assertThat(PROVIDER.durability()).isEqualTo("fdatasync per batch");
  }

  @Test
  void saysWhatHelpsWhenTheLibraryCannotBeLoaded() {
    Availability availability = RocksDbWalProvider.availability(() -> {
      throw new UnsatisfiedLinkError("failed to map segment from shared object");
    });

    Availability.Unavailable unavailable = (Availability.Unavailable) availability;
    assertThat(unavailable.reason()).contains("failed to map segment");
    assertThat(unavailable.fix())
        .contains("--enable-native-access=ALL-UNNAMED")
        .contains(System.getProperty("java.io.tmpdir"))
        .contains("noexec");
  }

  @Test
  void aSmallWriteBufferMakesMoreTableFiles() throws Exception {
    assertThat(tablesAfterOneMegabyte("large", Map.of())).isLessThanOrEqualTo(3);
    assertThat(tablesAfterOneMegabyte("small", Map.of(RocksDbOptions.WRITE_BUFFER, 64 * 1024L)))
        .isGreaterThan(3);
  }

  private long tablesAfterOneMegabyte(String name, Map<ConfigKey<?>, Object> settings)
      throws Exception {
    Path log = directory.resolve(name);
    try (Wal wal = PROVIDER.open(new Context(log, settings))) {
      for (int i = 0; i < 64; i++) {
        wal.append(Records.append(1, 1 + i, 1, 16 * 1024));
      }
    }
    return count(log, ".sst");
  }

  @Test
  void theBlockCacheKeepsWhatWasRead() throws Exception {
    assertThat(cachedAfterReading("large", Map.of())).isGreaterThan(500_000);
    assertThat(cachedAfterReading("small", Map.of(RocksDbOptions.BLOCK_CACHE, 64 * 1024L)))
        .isLessThan(300_000);
  }

  private long cachedAfterReading(String name, Map<ConfigKey<?>, Object> settings)
      throws Exception {
    Context context = new Context(directory.resolve(name), settings);
    try (Wal wal = PROVIDER.open(context)) {
      wal.append(Records.append(1, 1, 64, 16 * 1024));
    }
    try (Wal wal = PROVIDER.open(context)) {
      for (int i = 1; i <= 64; i++) {
        wal.read(1, i, 1);
      }
      return wal.capability(RocksDbMemory.class).orElseThrow().blockCacheBytes();
    }
  }

  @Test
  void theInfoLogIsSilentUnlessAskedFor() throws Exception {
    try (Wal quiet = PROVIDER.open(new Context(directory.resolve("quiet"), Map.of()));
        Wal chatty = PROVIDER.open(
            new Context(directory.resolve("chatty"), Map.of(RocksDbOptions.INFO_LOG, true)))) {
      quiet.append(Records.append(1, 1, 1, 10));
      chatty.append(Records.append(1, 1, 1, 10));
    }
    assertThat(directory.resolve("quiet/LOG")).content().doesNotContain("flush_started");
    assertThat(directory.resolve("chatty/LOG")).content().contains("flush_started");
  }

  @Test
  void infoLogsDoNotAccumulate() throws Exception {
    for (int i = 0; i < 5; i++) {
      PROVIDER.open(new Context(directory, Map.of())).close();
    }
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.filter(file -> file.getFileName().toString().startsWith("LOG")))
          .hasSizeLessThanOrEqualTo(3); // LOCK is not among them
    }
  }

  @Test
  void aDirectoryThatCannotBeCreatedIsAFailureWithItsName() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "");

    assertThatThrownBy(() -> PROVIDER.open(new Context(file, Map.of())))
        .isInstanceOf(WalException.class)
        .hasMessageContaining(file.toString());
  }

  private static long count(Path log, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(log)) {
      return files.filter(file -> file.toString().endsWith(suffix)).count();
    }
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
