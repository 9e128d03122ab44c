package io.quorate.cli.matrix;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The program that README shows, as each of three members. The listing has fixed ports, so what is
 * compiled is its text with other ports, ids and directories put in; and it says when it waits for
 * its end.
 */
final class ReadmeProgram {
  /** What a member prints when it waits for a line of input. */
  static final String WAITS = "waits";

  private static final Pattern LISTING =
      Pattern.compile("(?ms)^## The whole program$.*?^```java\\R(.*?)^```$");

  private ReadmeProgram() {}

  /**
   * Compiles it.
   *
   * @param id of the member, 1 to 3
   * @param ports those of the three
   * @param directory where the classes are put, and the member keeps its data
   * @param classPath what to compile against
   * @return the name of the class to run
   */
  static String compile(int id, List<Integer> ports, Path directory, String classPath)
      throws IOException {
    String name = "Member" + id;
    String program = listing();
    program = put(
        program,
        "nodeName(\"node-1\").nodeId(1)",
        "nodeName(\"node-" + id + "\").nodeId(" + id + ")");
    program = put(program, "port(8001)", "port(" + ports.get(id - 1) + ")");
    program = put(program, "localhost:8002", "localhost:" + ports.get(id % 3));
    program = put(program, "localhost:8003", "localhost:" + ports.get((id + 1) % 3));
    program = put(program, "data/node-1", "data/node-" + id);
    program = put(
        program, "System.in.read();", "System.out.println(\"" + WAITS + "\"); System.in.read();");
    String source = String.join(
        "\n",
        "import static java.nio.charset.StandardCharsets.UTF_8;",
        "import io.quorate.*;",
        "import java.nio.file.Path;",
        "import java.time.Duration;",
        "public class " + name + " {",
        "  public static void main(String[] args) throws Exception {",
        program,
        "  }",
        "}");
    Path file = Files.writeString(directory.resolve(name + ".java"), source);
    compile(file, directory, classPath);
    return name;
  }

  private static String listing() throws IOException {
    try (InputStream in = ReadmeProgram.class.getResourceAsStream("README.md")) {
      String text = new String(
          Objects.requireNonNull(in, "README.md is not beside this class").readAllBytes(),
          StandardCharsets.UTF_8);
      Matcher listing = LISTING.matcher(text);
      if (!listing.find()) {
        throw new IOException("README has no section 'The whole program' with a listing");
      }
      return listing.group(1);
    }
  }

  private static String put(String program, String what, String instead) throws IOException {
    if (!program.contains(what)) {
      throw new IOException("the program in README has no " + what);
    }
    return program.replace(what, instead);
  }

  private static void compile(Path file, Path classes, String classPath) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new IOException(
          "this takes a JDK: there is no compiler in " + System.getProperty("java.home"));
    }
    StringWriter complaints = new StringWriter();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      boolean compiled = compiler
          .getTask(
              complaints,
              files,
              null,
              List.of("-cp", classPath, "-d", classes.toString(), "-proc:none"),
              null,
              files.getJavaFileObjects(file))
          .call();
      if (!compiled) {
        throw new IOException("the program in README does not compile: " + complaints);
      }
    }
  }
}
