package io.quorate.engine.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quorate.RaftException;
import io.quorate.engine.boot.BackendSelection.Wish;
import io.quorate.spi.WalProvider;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The messages are the user's interface to a wrong class path: each is held word for word. */
class BackendSelectionTest {
  private static final String TEST_ONLY =
      "public Suitability suitability() { return Suitability.TEST_ONLY; }";
  private static final String NEWER = "public int spiVersion() { return 2; }";

  @TempDir
  private Path folder;

  private BackendJars jars;

  @BeforeEach
  void noJars() {
    jars = new BackendJars(folder);
  }

  @AfterEach
  void closeLoaders() throws Exception {
    jars.close();
  }

  private void addRocksDb(String... methods) {
    jars.wal(
        "quorate-wal-rocksdb-0.1.0.jar",
        "io.quorate.wal.rocksdb.RocksDbWalProvider",
        "rocksdb",
        methods);
  }

  private void addH2(String... methods) {
    jars.wal("quorate-wal-h2-0.1.0.jar", "io.quorate.wal.h2.H2WalProvider", "h2", methods);
  }

  private void addMemory() {
    jars.wal(
        "quorate-wal-memory-0.1.0.jar",
        "io.quorate.wal.memory.MemoryWalProvider",
        "memory",
        TEST_ONLY);
  }

  private FoundBackend<WalProvider> choose() {
    return BackendSelection.choose(
        BackendCatalog.load(BackendKind.WAL, jars.loader()), Optional.empty());
  }

  private FoundBackend<WalProvider> choose(String name) {
    return BackendSelection.choose(
        BackendCatalog.load(BackendKind.WAL, jars.loader()),
        Optional.of(new Wish(name, "builder")));
  }

  private String refusal() {
    return catchThrowableOfType(RaftException.class, this::choose).getMessage();
  }

  private String refusal(String name) {
    return catchThrowableOfType(RaftException.class, () -> choose(name)).getMessage();
  }

  @Test
  void theOnlyProductionBackendIsChosenAndKnowsItsJar() {
    addRocksDb();
    addMemory();
    assertThat(choose().name()).isEqualTo("rocksdb");
    assertThat(choose().jar()).isEqualTo("quorate-wal-rocksdb-0.1.0.jar");
  }

  @Test
  void aNameChoosesAmongSeveralAndAlsoATestOnlyOne() {
    addRocksDb();
    addH2();
    addMemory();
    assertThat(choose("h2").className()).isEqualTo("io.quorate.wal.h2.H2WalProvider");
    assertThat(choose("memory").isTestOnly()).isTrue();
  }

  @Test
  void noneFoundNamesTheArtifactAndShading() {
    assertThat(refusal()).isEqualTo("""
        QRT-101 No WAL backend was found. No services file META-INF/services/io.quorate.spi.WalProvider is visible.
        Add the jar:  quorate-wal-rocksdb   (in a shaded jar, check that the files in META-INF/services were merged)""");
    assertThat(refusal("h2")).isEqualTo("""
        QRT-101 No WAL backend was found (wal=h2, from builder). No services file META-INF/services/io.quorate.spi.WalProvider is visible.
        Add the jar:  quorate-wal-h2   (in a shaded jar, check that the files in META-INF/services were merged)""");
  }

  @Test
  void anEmptyServicesFileIsToldFromAMissingOne() {
    jars.jar("empty.jar", "io.quorate.spi.WalProvider", "# nothing\n", null);
    assertThat(refusal())
        .contains(
            "A services file META-INF/services/io.quorate.spi.WalProvider is visible, but lists none.");
  }

  @Test
  void severalProductionBackendsNeedAName() {
    addRocksDb();
    addH2();
    addMemory();
    assertThat(refusal()).isEqualTo("""
        QRT-102 More than one WAL backend could be used, and none is named. Found:
          rocksdb    production  io.quorate.wal.rocksdb.RocksDbWalProvider  [quorate-wal-rocksdb-0.1.0.jar]
          h2         production  io.quorate.wal.h2.H2WalProvider            [quorate-wal-h2-0.1.0.jar]
          memory     test-only   io.quorate.wal.memory.MemoryWalProvider    [quorate-wal-memory-0.1.0.jar]
        Name one:  wal=rocksdb   (or -Dquorate.wal=rocksdb, or remove the other jar)""");
  }

  @Test
  void anUnavailableBackendIsNoReasonToTakeAnother() {
    addRocksDb(
        "public Availability availability() { return new Availability.Unavailable(\"no native library\", \"use glibc\"); }");
    addH2();
    assertThat(refusal()).isEqualTo("""
        QRT-102 More than one WAL backend could be used, and none is named. Found:
          rocksdb    production  io.quorate.wal.rocksdb.RocksDbWalProvider  [quorate-wal-rocksdb-0.1.0.jar]  unavailable: no native library
          h2         production  io.quorate.wal.h2.H2WalProvider            [quorate-wal-h2-0.1.0.jar]
        Name one:  wal=h2   (or -Dquorate.wal=h2, or remove the other jar)""");
  }

  @Test
  void discoveriesMayBeNamedTogether() {
    jars.discovery("a.jar", "a.StaticDiscovery", "static")
        .discovery("b.jar", "b.DnsDiscovery", "dns");
    assertThat(catchThrowableOfType(
            RaftException.class,
            () -> BackendSelection.choose(
                BackendCatalog.load(BackendKind.DISCOVERY, jars.loader()), Optional.empty())))
        .hasMessage("""
            QRT-102 More than one discovery could be used, and none is named. Found:
              static     production  a.StaticDiscovery  [a.jar]
              dns        production  b.DnsDiscovery     [b.jar]
            Name one:  discovery=static   (or -Dquorate.discovery=static, or remove the other jar, or several in the order in which to ask: discovery=static,dns)""");
  }

  @Test
  void aTestOnlyBackendMustBeNamed() {
    addMemory();
    assertThat(refusal()).isEqualTo("""
        QRT-103 Only WAL backends for tests were found, and such must be named. Found:
          memory     test-only   io.quorate.wal.memory.MemoryWalProvider  [quorate-wal-memory-0.1.0.jar]
        Add the jar:  quorate-wal-rocksdb   (or, in a test, name one: wal=memory)""");
  }

  @Test
  void aNameThatNobodyHasShowsTheNearest() {
    addRocksDb();
    addMemory();
    assertThat(refusal("rocksbd")).isEqualTo("""
        QRT-104 There is no WAL backend named rocksbd (wal=rocksbd, from builder). Found:
          rocksdb    production  io.quorate.wal.rocksdb.RocksDbWalProvider  [quorate-wal-rocksdb-0.1.0.jar]
          memory     test-only   io.quorate.wal.memory.MemoryWalProvider    [quorate-wal-memory-0.1.0.jar]
        Did you mean:  wal=rocksdb""");
    assertThat(refusal("postgresql"))
        .endsWith("\nName one:  wal=rocksdb   (or add the jar of postgresql)");
  }

  @Test
  void anUnavailableBackendSaysWhyAndWhatHelps() {
    addRocksDb(
        "public Availability availability() { return new Availability.Unavailable(\"librocksdbjni.so cannot be loaded\","
            + " \"start java with --enable-native-access=ALL-UNNAMED\"); }");
    String expected = """
        QRT-105 The WAL backend rocksdb cannot be used here: librocksdbjni.so cannot be loaded. Found:
          rocksdb    production  io.quorate.wal.rocksdb.RocksDbWalProvider  [quorate-wal-rocksdb-0.1.0.jar]  unavailable: librocksdbjni.so cannot be loaded
        What helps:  start java with --enable-native-access=ALL-UNNAMED""";
    assertThat(refusal()).isEqualTo(expected);
    assertThat(refusal("rocksdb")).isEqualTo(expected);
  }

  @Test
  void aBrokenProviderIsShownAndHidesNobodyElse() {
    addRocksDb(
        "public RocksDbWalProvider() { throw new NoClassDefFoundError(\"org/rocksdb/RocksDB\"); }");
    jars.jar(
        "quorate-wal-old-0.0.1.jar",
        "io.quorate.spi.WalProvider",
        "io.quorate.wal.old.OldWalProvider",
        null);
    addH2();
    assertThat(choose("h2").name()).isEqualTo("h2");
    assertThat(refusal()).isEqualTo("""
        QRT-106 A WAL backend is broken, and no other is named. Found:
          ?          broken      io.quorate.wal.rocksdb.RocksDbWalProvider  [quorate-wal-rocksdb-0.1.0.jar]  java.lang.NoClassDefFoundError: org/rocksdb/RocksDB
          ?          broken      ?                                          [?]  io.quorate.spi.WalProvider: Provider io.quorate.wal.old.OldWalProvider not found
          h2         production  io.quorate.wal.h2.H2WalProvider            [quorate-wal-h2-0.1.0.jar]
        Name one:  wal=h2   (or repair or remove the broken jar)""");
    assertThat(refusal("rocksdb"))
        .startsWith(
            "QRT-106 No WAL backend named rocksdb could be loaded (wal=rocksdb, from builder), and one is broken.");
  }

  @Test
  void aProviderThatThrowsWhereItMustNotIsBroken() {
    addRocksDb("public Availability availability() { throw new IllegalStateException(\"oops\"); }");
    addH2("public String name() { return \"H 2\"; }");
    assertThat(refusal()).isEqualTo("""
        QRT-106 A WAL backend is broken, and no other is named. Found:
          rocksdb    broken      io.quorate.wal.rocksdb.RocksDbWalProvider  [quorate-wal-rocksdb-0.1.0.jar]  java.lang.IllegalStateException: oops
          ?          broken      io.quorate.wal.h2.H2WalProvider            [quorate-wal-h2-0.1.0.jar]  its name is 'H 2', which is not of the form [a-z][a-z0-9-]{0,31}
        What helps:  repair or replace the broken jar, and what it needs""");
  }

  @Test
  void aProviderWithoutALibraryThatItNeedsIsBroken() {
    addRocksDb(
        "public String description() { throw new NoClassDefFoundError(\"org/rocksdb/RocksDB\"); }");
    addH2();
    assertThat(choose("h2").name()).isEqualTo("h2");
    assertThat(refusal("rocksdb")).isEqualTo("""
        QRT-106 The WAL backend rocksdb is broken: java.lang.NoClassDefFoundError: org/rocksdb/RocksDB. Found:
          rocksdb    broken      io.quorate.wal.rocksdb.RocksDbWalProvider  [quorate-wal-rocksdb-0.1.0.jar]  java.lang.NoClassDefFoundError: org/rocksdb/RocksDB
          h2         production  io.quorate.wal.h2.H2WalProvider            [quorate-wal-h2-0.1.0.jar]
        What helps:  repair or replace the jar, and what it needs""");
  }

  @Test
  void oneNameForTwoBackendsIsRefusedWithBothJars() {
    addRocksDb();
    jars.wal("fork.jar", "com.example.ForkedWalProvider", "rocksdb");
    String expected = """
        QRT-107 The name rocksdb is taken by 2 WAL backends, and must be one's own. Found:
          rocksdb    production  io.quorate.wal.rocksdb.RocksDbWalProvider  [quorate-wal-rocksdb-0.1.0.jar]
          rocksdb    production  com.example.ForkedWalProvider              [fork.jar]
        Remove all but one:  quorate-wal-rocksdb-0.1.0.jar, fork.jar""";
    assertThat(refusal()).isEqualTo(expected);
    assertThat(refusal("rocksdb")).isEqualTo(expected);
  }

  @Test
  void aBackendForNewerInterfacesIsRefused() {
    addRocksDb(NEWER);
    assertThat(refusal()).isEqualTo("""
        QRT-108 The WAL backend rocksdb is written for version 2 of the backend interfaces, this engine knows 1. Found:
          rocksdb    production  io.quorate.wal.rocksdb.RocksDbWalProvider  [quorate-wal-rocksdb-0.1.0.jar]  refused: is written for version 2 of the backend interfaces, this engine knows 1
        What helps:  use a newer quorate-engine, or an older release of the backend""");
  }

  @Test
  void oneClassThatIsListedTwiceCountsOnce() {
    addRocksDb();
    jars.jar(
        "again.jar",
        "io.quorate.spi.WalProvider",
        "io.quorate.wal.rocksdb.RocksDbWalProvider",
        null);
    assertThat(choose().name()).isEqualTo("rocksdb");
  }

  @Test
  void jarsAreNamedShortlyWhereverTheyLie() {
    assertThat(JarNames.of("file:/opt/app/lib/some%20jar+1.jar")).isEqualTo("some jar+1.jar");
    assertThat(JarNames.of("file:/work/wal-h2/target/classes/")).isEqualTo("wal-h2/target/classes");
    assertThat(JarNames.of("jar:nested:/opt/app.jar/!BOOT-INF/lib/wal.jar!/")).isEqualTo("wal.jar");
    assertThat(JarNames.of(String.class)).isEqualTo("module java.base");
  }
}
