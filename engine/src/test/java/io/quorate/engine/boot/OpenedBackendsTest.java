package io.quorate.engine.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quorate.NodeAddress;
import io.quorate.RaftConfiguration;
import io.quorate.RaftException;
import io.quorate.config.ConfigurationException;
import io.quorate.engine.system.StoreId;
import io.quorate.spi.Wal;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenedBackendsTest {
  private static final String KEYS = """
      public List<ConfigKey<?>> configKeys() {
        return List.of(
            ConfigKey.size("wal.rocksdb.write-buffer", 1, 1 << 20, "A size."),
            ConfigKey.integer("wal.rocksdb.files", 1, 9, "A number."),
            ConfigKey.integer("wal.rocksdb.secret", 1, 9, "A secret.").asSecret());
      }""";

  @TempDir
  private Path folder;

  private BackendJars jars;

  @BeforeEach
  void noJars() {
    jars = new BackendJars(folder);
    TestBackends.CLOSED.clear();
  }

  @AfterEach
  void closeLoaders() throws Exception {
    jars.close();
  }

  private void addAll() {
    jars.wal(
        "quorate-wal-rocksdb-0.1.0.jar",
        "io.quorate.wal.rocksdb.RocksDbWalProvider",
        "rocksdb",
        KEYS,
        "public String description() { return \"rocksdb 11.8.1\"; }");
    addOthers();
  }

  private void addOthers(String... transportMethods) {
    jars.transport("quorate-transport-grpc-0.1.0.jar", "t.GrpcProvider", "grpc", transportMethods);
    jars.discovery("quorate-discovery-static-0.1.0.jar", "d.StaticProvider", "static");
  }

  private RaftConfiguration.Builder builder() {
    return RaftConfiguration.builder()
        .withoutAmbientSources()
        .classLoader(jars.loader())
        .nodeId(1)
        .host("localhost")
        .port(8001)
        .initialPartitions(8)
        .dataDirectory(folder.resolve("data"));
  }

  private static OpenedBackends open(RaftConfiguration.Builder builder) {
    RaftConfiguration configuration = builder.build();
    return OpenedBackends.open(configuration);
  }

  private static RaftException refusal(RaftConfiguration.Builder builder) {
    return catchThrowableOfType(RaftException.class, () -> open(builder).close());
  }

  @Test
  void theStartLineProvesWhatRuns() {
    addAll();
    try (OpenedBackends opened = open(builder())) {
      assertThat(opened.startupLine())
          .isEqualTo(
              "quorate node-1(1) wal=rocksdb 11.8.1 [fdatasync per batch] from quorate-wal-rocksdb-0.1.0.jar,"
                  + " transport=grpc localhost:8001, discovery=static(2), partitions=8, data="
                  + folder.resolve("data")
                  + ", java " + System.getProperty("java.version"));
      assertThat(opened.warnings()).isEmpty();
    }
    assertThat(TestBackends.CLOSED).containsExactly("discovery", "transport", "wal");
  }

  @Test
  void severalDiscoveriesAreAskedAsOne() throws Exception {
    addAll();
    jars.discovery("dns.jar", "d.DnsProvider", "dns", """
        public Discovery create(BackendContext context) { return TestBackends.discovery("localhost:8003", "c:1"); }
        """);
    try (OpenedBackends opened = open(builder().set("discovery", "dns, static"))) {
      assertThat(opened.discovery().resolve())
          .extracting(NodeAddress::toString)
          .containsExactly("c:1", "localhost:8002", "localhost:8003");
      assertThat(opened.startupLine()).contains("discovery=dns+static(3)");
    }
    assertThat(TestBackends.CLOSED).containsExactly("discovery", "discovery", "transport", "wal");
  }

  @Test
  void allWrongKeysOfABackendAreToldAtOnceAndNoSecret() {
    addAll();
    RaftException e = refusal(builder()
        .set("wal.rocksdb.write-bufer", "1MiB")
        .set("wal.rocksdb.write-buffer", "1PiB")
        .set("wal.rocksdb.files", "many")
        .set("wal.rocksdb.secret", "hunter2"));
    assertThat(e).isInstanceOf(ConfigurationException.class).hasMessage("""
        QRT-201 The configuration has 4 problems:
          wal.rocksdb.write-bufer: no such key (from builder); did you mean wal.rocksdb.write-buffer?
          wal.rocksdb.write-buffer: '1PiB' is not a size (examples: 512KiB, 4MiB, 1GiB) (from builder)
          wal.rocksdb.files: 'many' is not a whole number from 1 to 9 (from builder)
          wal.rocksdb.secret: the value is not of the type whole number, 1 to 9 (from builder)""");
    assertThat(folder.resolve("data"))
        .as("nothing is made before all is checked")
        .doesNotExist();
  }

  @Test
  void keysOfAnAbsentBackendWarn() {
    addAll();
    try (OpenedBackends opened =
        open(builder().set("wal.rocksbd.files", "3").set("transport.http.path", "/"))) {
      assertThat(opened.warnings())
          .containsExactly(
              "the keys wal.rocksbd.* are not used, because there is no WAL backend named rocksbd; did you mean rocksdb?",
              "the keys transport.http.* are not used, because there is no transport named http");
    }
  }

  @Test
  void whatWasOpenedIsClosedIfALaterOneCannotBe() {
    jars.wal("wal.jar", "w.RocksDbWalProvider", "rocksdb");
    addOthers("public Transport create(TransportContext c) throws TransportException {"
        + " throw new TransportException(\"the certificate node.pem cannot be read\", null); }");
    RaftException e = refusal(builder());
    assertThat(e.code()).isEqualTo("QRT-109");
    assertThat(e)
        .hasMessage(
            "QRT-109 The transport grpc could not be opened: the certificate node.pem cannot be read");
    assertThat(TestBackends.CLOSED).containsExactly("wal");
    // The directory is free again.
    assertThat(refusal(builder()).code()).isEqualTo("QRT-109");
  }

  @Test
  void anythingThatABackendThrowsIsWorded() {
    jars.wal("wal.jar", "w.RocksDbWalProvider", "rocksdb", """
        public Wal open(WalContext context) { throw new UnsatisfiedLinkError("no rocksdbjni"); }
        """);
    addOthers();
    assertThat(refusal(builder()))
        .hasMessage("QRT-109 The WAL rocksdb in " + folder.resolve("data").resolve("wal-rocksdb")
            + " could not be opened: java.lang.UnsatisfiedLinkError: no rocksdbjni")
        .hasCauseInstanceOf(UnsatisfiedLinkError.class);
  }

  @Test
  void aWalThatCouldNotBeOpenedIsNotMissedLater() {
    jars.wal("wal.jar", "w.RocksDbWalProvider", "rocksdb", """
        private static int attempts;
        public Wal open(WalContext context) throws WalException {
          if (attempts++ == 0) { throw new WalException(WalException.Kind.DISK_FULL, "no space left"); }
          return super.open(context);
        }
        """);
    addOthers();
    ClassLoader one = jars.loader();
    assertThat(refusal(builder().classLoader(one)))
        .hasMessageEndingWith("could not be opened: no space left");
    open(builder().classLoader(one)).close();
  }

  @Test
  void instancesWinOverTheClassPath() throws Exception {
    addAll();
    Wal wal = new TestBackends.MapWal();
    StoreId storeId;
    try (OpenedBackends opened = open(builder()
        .wal(wal)
        .transport(TestBackends.transport(new NodeAddress("localhost", 1)))
        .discovery(TestBackends.discovery("a:1"))
        .discoveryNodes("a:1"))) {
      storeId = opened.storeId();
      assertThat(opened.wal()).isSameAs(wal);
      assertThat(opened.dataDirectory()).isEmpty();
      assertThat(opened.startupLine())
          .startsWith(
              "quorate node-1(1) wal=given MapWal, transport=given LonelyTransport, discovery=given ListDiscovery(1),");
      assertThat(opened.warnings())
          .containsExactly(
              "the keys discovery.static.* are not used, because a discovery instance was given");
    }
    try (OpenedBackends again = open(builder().wal(wal))) {
      assertThat(again.storeId()).isEqualTo(storeId);
    }
    assertThat(refusal(builder().wal(wal).nodeId(2)))
        .hasMessage(
            "QRT-303 The given WAL belongs to node 1, but this is node 2. Set node.id=1, or give this node a WAL of"
                + " its own.");
  }

  @Test
  void aGivenWalIsRefusedWhereAStoreIs() {
    addAll();
    open(builder()).close();
    assertThat(refusal(builder().wal(new TestBackends.MapWal())))
        .hasMessage("QRT-308 The data directory " + folder.resolve("data")
            + " holds a store of rocksdb, but a WAL instance was given: the node would forget its votes and its log. Give no"
            + " instance, or name another data.directory.");
    assertThat(TestBackends.CLOSED).endsWith("wal");
  }

  @Test
  void theLogIsMissedOnceItWasOpened() throws Exception {
    addAll();
    open(builder()).close();
    Files.delete(folder.resolve("data").resolve("wal-rocksdb").resolve("log"));
    assertThat(refusal(builder()).code()).isEqualTo("QRT-306");
  }
}
