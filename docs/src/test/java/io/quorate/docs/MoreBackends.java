package io.quorate.docs;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The backends that are not on the class path, because with two of a kind for production each
 * program would have to name one. The build says where they are.
 */
final class MoreBackends {
  /** Sees them, and all that is on the class path. Open for as long as the tests run. */
  static final ClassLoader LOADER = loader(System.getProperty("docs.moreBackends"));

  private MoreBackends() {}

  private static ClassLoader loader(String paths) {
    if (paths == null) {
      throw new IllegalStateException(
          "the system property docs.moreBackends is not set; run these tests by Maven");
    }
    List<URL> urls = new ArrayList<>();
    for (String path : paths.split(File.pathSeparator)) {
      try {
        urls.add(Path.of(path).toUri().toURL());
      } catch (MalformedURLException e) {
        throw new IllegalStateException(
            "docs.moreBackends has '" + path + "', which is no path", e);
      }
    }
    return new URLClassLoader(urls.toArray(URL[]::new), MoreBackends.class.getClassLoader());
  }
}
