package io.quorate.engine.boot;

import io.quorate.spi.Backend;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Makes jars with providers, as an application would have them on its class path. */
final class BackendJars implements AutoCloseable {
  private final Path folder;
  private final List<URL> urls = new ArrayList<>();
  private final List<URLClassLoader> loaders = new ArrayList<>();

  BackendJars(Path folder) {
    this.folder = folder;
  }

  /** A provider of a WAL whose further methods are given; they override the defaults. */
  BackendJars wal(String jar, String className, String name, String... methods) {
    return provider(jar, "WalProvider", className, name, """
        public int formatVersion() { return 1; }
        public String durability() { return "fdatasync per batch"; }
        public Wal open(WalContext context) throws WalException { return TestBackends.wal(context.directory()); }
        """, methods);
  }

  BackendJars transport(String jar, String className, String name, String... methods) {
    return provider(jar, "TransportProvider", className, name, """
        public Transport create(TransportContext context) throws TransportException {
          return TestBackends.transport(context.bindAddress());
        }
        """, methods);
  }

  BackendJars discovery(String jar, String className, String name, String... methods) {
    return provider(jar, "DiscoveryProvider", className, name, """
        public Discovery create(BackendContext context) throws java.io.IOException {
          return TestBackends.discovery("localhost:8002", "localhost:8003");
        }
        """, methods);
  }

  private BackendJars provider(
      String jar, String spi, String className, String name, String defaults, String... methods) {
    String simple = className.substring(className.lastIndexOf('.') + 1);
    String source = "package " + className.substring(0, className.lastIndexOf('.')) + ";\n"
        + "import io.quorate.spi.*; import io.quorate.config.*; import io.quorate.engine.boot.TestBackends;\n"
        + "import java.util.*;\n"
        + "public class " + simple + " extends " + simple + "Base {\n" + String.join("\n", methods)
        + "\n}\n"
        + "abstract class " + simple + "Base implements " + spi + " {\n"
        + "public String name() { return \"" + name + "\"; }\n" + defaults + "}\n";
    Path classes = compile(className, source);
    return jar(jar, "io.quorate.spi." + spi, className, classes);
  }

  /** A jar whose services file lists a class, with the classes of a folder, if there are any. */
  BackendJars jar(String jar, String service, String listed, Path classes) {
    Path file = folder.resolve(jar);
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(file))) {
      out.putNextEntry(new ZipEntry("META-INF/services/" + service));
      out.write(listed.getBytes(StandardCharsets.UTF_8));
      if (classes != null) {
        try (Stream<Path> files = Files.walk(classes)) {
          for (Path one : files.filter(Files::isRegularFile).sorted().toList()) {
            out.putNextEntry(new ZipEntry(classes.relativize(one).toString().replace('\\', '/')));
            out.write(Files.readAllBytes(one));
          }
        }
      }
      urls.add(file.toUri().toURL());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  private Path compile(String className, String source) {
    Path classes = folder.resolve("classes-of-" + className + "-" + urls.size());
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    List<String> options = List.of(
        "-proc:none",
        "-d",
        classes.toString(),
        "-cp",
        location(Backend.class) + java.io.File.pathSeparator + location(TestBackends.class));
    boolean compiled = compiler
        .getTask(messages, null, null, options, null, List.of(new SourceText(className, source)))
        .call();
    if (!compiled) {
      throw new IllegalStateException(messages + "\n" + source);
    }
    return classes;
  }

  private static Path location(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A loader that sees the jars, in the order in which they were made. */
  ClassLoader loader() {
    URLClassLoader loader =
        new URLClassLoader(urls.toArray(URL[]::new), BackendJars.class.getClassLoader());
    loaders.add(loader);
    return loader;
  }

  @Override
  public void close() throws IOException {
    for (URLClassLoader loader : loaders) {
      loader.close();
    }
  }

  private static final class SourceText extends SimpleJavaFileObject {
    private final String text;

    SourceText(String className, String text) {
      super(
          URI.create("string:///" + className.replace('.', '/') + Kind.SOURCE.extension),
          Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
