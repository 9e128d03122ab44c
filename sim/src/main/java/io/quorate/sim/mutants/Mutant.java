package io.quorate.sim.mutants;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A known bug, as a patch with a header:
 *
 * <pre>
 * # id: M13
 * # title: a leader commits entries of earlier terms by counting
 * # violates: I9, I4
 * # kind: engine
 * diff --git a/engine/src/main/java/... b/engine/src/main/java/...
 * </pre>
 *
 * @param id the letter M and a number
 * @param title one line
 * @param violates the invariants that it may break
 * @param kind what has to run to find it
 * @param change what is changed
 */
record Mutant(String id, String title, List<String> violates, Kind kind, UnifiedDiff change) {

  /** What has to run to find a bug. */
  enum Kind {
    /** Clusters of the engine on simulated devices. */
    ENGINE,
    /** The reference log on simulated files. */
    FILEWAL;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Kind ofWord(String word) throws BadPatchException {
      for (Kind kind : values()) {
        if (kind.word().equals(word)) {
          return kind;
        }
      }
      throw new BadPatchException("'" + word + "' is no kind; there are: engine, filewal");
    }
  }

  /** The folder of the patches, from the repository's root. */
  static final String FOLDER = "sim/mutants";

  private static final List<String> KEYS = List.of("id", "title", "violates", "kind");

  /**
   * Reads all patches.
   *
   * @param root of the repository
   * @return by number
   * @throws BadPatchException if one cannot be used, or two have one id
   */
  static List<Mutant> all(Path root) throws IOException, BadPatchException {
    List<Path> files;
    try (Stream<Path> folder = Files.list(root.resolve(FOLDER))) {
      files = folder.filter(f -> f.toString().endsWith(".patch")).sorted().toList();
    }
    TreeMap<Integer, Mutant> byNumber = new TreeMap<>();
    for (Path file : files) {
      Mutant mutant = read(file);
      if (byNumber.put(mutant.number(), mutant) != null) {
        throw new BadPatchException("two patches have the id " + mutant.id() + "; one is " + file);
      }
    }
    return new ArrayList<>(byNumber.values());
  }

  private static Mutant read(Path file) throws IOException, BadPatchException {
    try {
      return parse(Files.readAllLines(file, StandardCharsets.UTF_8));
    } catch (BadPatchException e) {
      throw new BadPatchException(file.getFileName() + ": " + e.getMessage(), e);
    }
  }

  static Mutant parse(List<String> lines) throws BadPatchException {
    SortedMap<String, String> header = new TreeMap<>();
    int at = 0;
    for (; at < lines.size() && lines.get(at).startsWith("#"); at++) {
      String[] parts = lines.get(at).substring(1).strip().split(": *", 2);
      if (parts.length < 2 || !KEYS.contains(parts[0]) || parts[1].isBlank()) {
        throw new BadPatchException("the header line '" + lines.get(at) + "' is none of " + KEYS);
      }
      if (header.put(parts[0], parts[1].strip()) != null) {
        throw new BadPatchException("the header has two lines '" + parts[0] + "'");
      }
    }
    for (String key : KEYS) {
      if (!header.containsKey(key)) {
        throw new BadPatchException("the header lacks the line '# " + key + ": ...'");
      }
    }
    if (!header.get("id").matches("M\\d{2,3}")) {
      throw new BadPatchException("the id '" + header.get("id") + "' is not like M13");
    }
    return new Mutant(
        header.get("id"),
        header.get("title"),
        List.of(header.get("violates").split(", *")),
        Kind.ofWord(header.get("kind")),
        UnifiedDiff.parse(lines.subList(at, lines.size())));
  }

  int number() {
    return Integer.parseInt(id.substring(1));
  }

  /**
   * The changed files.
   *
   * @param root of the repository
   * @return their new texts by path from the root
   */
  SortedMap<String, String> changed(Path root) throws IOException, BadPatchException {
    SortedMap<String, String> texts = new TreeMap<>();
    for (String path : change.files().keySet()) {
      Path file = root.resolve(path);
      if (!Files.isRegularFile(file)) {
        throw new BadPatchException(id + ": there is no file " + path);
      }
      try {
        texts.put(path, change.apply(path, Files.readString(file)));
      } catch (BadPatchException e) {
        throw new BadPatchException(id + ": " + e.getMessage(), e);
      }
    }
    return texts;
  }
}
