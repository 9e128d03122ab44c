package io.quorate.sim.mutants;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Collectors;

/**
 * Where this process finds its classes, written out so that a child process can be given the same
 * with something in front: folders and jars of the class path and of the module path, and what the
 * manifests of the jars name.
 */
final class EngineClassPath {
  private final Set<Path> entries = new LinkedHashSet<>();

  private EngineClassPath() {}

  /**
   * The class path of this process.
   *
   * @return for {@code java -cp}
   */
  static String present() throws IOException {
    EngineClassPath path = new EngineClassPath();
    path.addAll(System.getProperty("java.class.path", ""));
    path.addAll(System.getProperty("jdk.module.path", ""));
    return path.entries.stream()
        .map(Path::toString)
        .collect(Collectors.joining(File.pathSeparator));
  }

  /**
   * A class path with planted classes in front.
   *
   * @param planted a folder of classes
   * @param classPath the others
   * @return for {@code java -cp}
   */
  static String with(Path planted, String classPath) {
    return planted + File.pathSeparator + classPath;
  }

  private void addAll(String list) throws IOException {
    for (String entry : list.split(File.pathSeparator)) {
      if (!entry.isEmpty()) {
        add(Path.of(entry).toAbsolutePath().normalize());
      }
    }
  }

  private void add(Path entry) throws IOException {
    if (!Files.exists(entry) || !entries.add(entry) || Files.isDirectory(entry)) {
      return;
    }
    try (JarFile jar = new JarFile(entry.toFile())) {
      Manifest manifest = jar.getManifest();
      String named = manifest == null
          ? null
          : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
      for (Path other : named == null ? List.<Path>of() : resolve(entry, named)) {
        add(other);
      }
    }
  }

  private static List<Path> resolve(Path jar, String named) {
    List<Path> others = new ArrayList<>();
    for (String relative : named.strip().split(" +")) {
      URI uri = jar.toUri().resolve(relative);
      if ("file".equals(uri.getScheme())) {
        others.add(Path.of(uri).normalize());
      }
    }
    return others;
  }
}
