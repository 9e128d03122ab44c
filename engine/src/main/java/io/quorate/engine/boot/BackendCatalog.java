package io.quorate.engine.boot;

import io.quorate.spi.Backend;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader.Provider;

/**
 * All providers of one kind that can be seen, those that do not work included.
 *
 * @param kind the kind
 * @param found in the order found, each class once
 * @param registered whether a services file is visible at all; if not, a shaded jar may have lost
 *     it
 * @param <P> what providers implement
 */
record BackendCatalog<P extends Backend>(
    BackendKind<P> kind, List<FoundBackend<P>> found, boolean registered) {

  /** Ends the search if a loader repeats one error for ever. */
  private static final int MAX_ELEMENTS = 1000;

  /**
   * Looks for providers in a loader, and if it shows none, in that of the interfaces themselves: an
   * application server may start a thread with a loader that sees no library.
   */
  static <P extends Backend> BackendCatalog<P> load(BackendKind<P> kind, ClassLoader loader) {
    List<FoundBackend<P>> found = find(kind, loader);
    boolean registered = isRegistered(kind, loader);
    ClassLoader own = kind.type().getClassLoader();
    if (found.isEmpty() && own != null && own != loader) {
      found = find(kind, own);
      registered |= isRegistered(kind, own);
    }
    return new BackendCatalog<>(kind, List.copyOf(found), registered);
  }

  private static <P extends Backend> List<FoundBackend<P>> find(
      BackendKind<P> kind, ClassLoader loader) {
    List<FoundBackend<P>> found = new ArrayList<>();
    Iterator<Provider<P>> services = kind.services().find(loader);
    for (int i = 0; i < MAX_ELEMENTS; i++) {
      FoundBackend<P> next;
      try {
        if (!services.hasNext()) {
          break;
        }
        next = instantiate(services.next());
      } catch (ServiceConfigurationError | LinkageError e) {
        // One that cannot be loaded must not hide the others.
        next = FoundBackend.broken(reason(e));
      }
      FoundBackend<P> candidate = next;
      if (found.stream().noneMatch(candidate::isSameAs)) {
        found.add(candidate);
      }
    }
    return found;
  }

  private static <P extends Backend> FoundBackend<P> instantiate(Provider<P> provider) {
    try {
      return FoundBackend.examine(provider.get());
    } catch (ServiceConfigurationError | LinkageError e) {
      return FoundBackend.broken(provider.type(), reason(e));
    }
  }

  /** The loader's error wraps what the constructor threw, which says more. */
  private static String reason(Throwable error) {
    return error instanceof ServiceConfigurationError && error.getCause() != null
        ? error.getCause().toString()
        : String.valueOf(error.getMessage() == null ? error : error.getMessage());
  }

  private static boolean isRegistered(BackendKind<?> kind, ClassLoader loader) {
    try {
      return loader.getResources(kind.servicesFile()).hasMoreElements();
    } catch (IOException e) {
      return false;
    }
  }

  List<FoundBackend<P>> named(String name) {
    return found.stream().filter(one -> one.name().equals(name)).toList();
  }

  /** The names, each once, of all who could tell theirs. */
  List<String> names() {
    return found.stream()
        .filter(FoundBackend::isNamed)
        .map(FoundBackend::name)
        .distinct()
        .toList();
  }
}
