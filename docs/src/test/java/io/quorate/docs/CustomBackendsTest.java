package io.quorate.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.quorate.spi.Wal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * docs/examples/custom-backends is a project of its own, as of somebody else: here its sources are
 * compiled against what this build has made, and its tests are run, the conformance kits among
 * them. Its service files are seen by its own class loader alone, for the documentation's programs
 * want one discovery.
 */
class CustomBackendsTest {
  private static final Path PROJECT = Documents.CUSTOM_BACKENDS;
  private static final Path MAIN = PROJECT.resolve("src/main/java");
  private static final Path TESTS = PROJECT.resolve("src/test/java");

  @TempDir
  Path directory;

  /** With its module descriptor, against the API alone. */
  @Test
  void theModuleNeedsTheApiAndNothingElse() throws URISyntaxException {
    Path api =
        Path.of(Wal.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Documents.compile(
        Documents.javaFiles(MAIN),
        directory,
        "--release",
        "17",
        "-Xlint:all",
        "-Werror",
        "-cp",
        "",
        "--module-path",
        api.toString());
  }

  @Test
  void servicesAndModuleNameTheSameProviders() {
    String module = Documents.read(MAIN.resolve("module-info.java"));
    Map<String, String> provided = new TreeMap<>();
    Matcher provides =
        Pattern.compile("provides\\s+(\\S+)\\s+with\\s+([^;\\s]+);").matcher(module);
    while (provides.find()) {
      provided.put(provides.group(1), provides.group(2));
    }
    Path services = PROJECT.resolve("src/main/resources/META-INF/services");
    Map<String, String> listed = new TreeMap<>();
    try (Stream<Path> files = Files.list(services)) {
      files.forEach(
          file -> listed.put(file.getFileName().toString(), Documents.read(file).strip()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(listed).hasSize(3).isEqualTo(provided);
  }

  /** The project stands alone, so that its versions are written down once more. */
  @Test
  void thePomHasTheVersionsOfThisBuild() {
    String ours = Documents.read(Documents.ROOT.resolve("pom.xml"));
    String theirs = Documents.read(PROJECT.resolve("pom.xml"));
    assertThat(property(theirs, "quorate.version")).isEqualTo(property(ours, "revision"));
    assertThat(property(theirs, "junit.version")).isEqualTo(property(ours, "junit.version"));
    Matcher plugin = Pattern.compile(
            "<artifactId>(maven-\\w+-plugin)</artifactId>\\s*<version>(.*?)</version>")
        .matcher(theirs);
    while (plugin.find()) {
      assertThat(plugin.group(2))
          .as(plugin.group(1))
          .isEqualTo(property(ours, plugin.group(1) + ".version"));
    }
  }

  private static String property(String pom, String name) {
    Matcher property = Pattern.compile("<" + name + ">(.*?)</" + name + ">").matcher(pom);
    assertThat(property.find()).as(name).isTrue();
    return property.group(1);
  }

  @TestFactory
  Stream<DynamicContainer> itsTestsPass() throws IOException {
    List<Path> sources = new ArrayList<>(Documents.javaFiles(MAIN));
    sources.removeIf(file -> file.endsWith("module-info.java"));
    sources.addAll(Documents.javaFiles(TESTS));
    Path classes = Files.createDirectory(directory.resolve("classes"));
    // As the build compiles its own; but a jar may name others that lie elsewhere in a build.
    Documents.compile(sources, classes, "--release", "17", "-Xlint:all,-path", "-Werror");
    URL[] path = {
      classes.toUri().toURL(), PROJECT.resolve("src/main/resources/").toUri().toURL()
    };
    // Open for as long as the tests run.
    ClassLoader loader = new URLClassLoader(path, getClass().getClassLoader());
    return Documents.javaFiles(TESTS).stream()
        .filter(file -> file.toString().endsWith("Test.java"))
        .map(file -> TESTS.relativize(file).toString().replaceAll("\\.java$", ""))
        .map(name -> name.replaceAll("[/\\\\]", "."))
        .map(name -> DynamicContainer.dynamicContainer(name, run(load(loader, name)).stream()));
  }

  private static Class<?> load(ClassLoader loader, String name) {
    try {
      return loader.loadClass(name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs a class as any build would, and makes a test of each that it has. */
  private static List<DynamicTest> run(Class<?> testClass) {
    List<DynamicTest> results = new ArrayList<>();
    LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
        .selectors(selectClass(testClass))
        .configurationParameter("jqwik.database", "target/jqwik-database")
        .build();
    LauncherFactory.create().execute(request, new TestExecutionListener() {
      @Override
      public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        Optional<Throwable> failure = result.getThrowable();
        // A class or a factory is of interest only if it fails itself.
        if (test.isTest() || failure.isPresent()) {
          results.add(DynamicTest.dynamicTest(test.getDisplayName(), () -> {
            if (failure.isPresent()) {
              throw failure.get();
            }
          }));
        }
      }
    });
    assertThat(results).as(testClass.getName()).isNotEmpty();
    return results;
  }
}
