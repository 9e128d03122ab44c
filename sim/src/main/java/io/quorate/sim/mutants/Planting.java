package io.quorate.sim.mutants;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles what a patch changes, to be put before the class path of a process. */
final class Planting {
  private static final String SOURCES = "/src/main/java/";

  private Planting() {}

  /**
   * Plants a bug in a copy of the files that it changes.
   *
   * @param mutant the bug
   * @param root of the repository
   * @param folder an empty one of the caller's, for sources and classes
   * @param classPath the other classes
   * @return the folder with the changed classes
   * @throws BadPatchException if the patch does not fit, or does not compile
   */
  static Path plant(Mutant mutant, Path root, Path folder, String classPath)
      throws IOException, BadPatchException {
    List<Path> sources = new ArrayList<>();
    for (Map.Entry<String, String> changed : mutant.changed(root).entrySet()) {
      int at = changed.getKey().indexOf(SOURCES);
      if (at < 0) {
        throw new BadPatchException(
            mutant.id() + ": " + changed.getKey() + " is not below <module>" + SOURCES);
      }
      String name = changed.getKey().substring(at + SOURCES.length());
      Path source = folder.resolve("sources").resolve(name);
      Files.createDirectories(source.getParent());
      Files.writeString(source, changed.getValue());
      sources.add(source);
    }
    Path classes = Files.createDirectories(folder.resolve("classes"));
    compile(mutant, sources, classes, classPath);
    return classes;
  }

  private static void compile(Mutant mutant, List<Path> sources, Path classes, String classPath)
      throws IOException, BadPatchException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new BadPatchException("this Java runtime has no compiler: run on a JDK");
    }
    StringWriter messages = new StringWriter();
    List<String> options =
        List.of("-proc:none", "-nowarn", "-g", "-cp", classPath, "-d", classes.toString());
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
      boolean compiled = compiler
          .getTask(messages, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
          .call();
      if (!compiled) {
        throw new BadPatchException(mutant.id() + " does not compile:\n" + messages);
      }
    }
  }
}
