/**
 * A durable write-ahead log on H2's MVStore, without native code.
 *
 * <p><b>Why not H2 alone.</b> A commit of H2's SQL engine is not synced, whatever its write delay,
 * and lies in the same MVStore below; so the log uses the MVStore. Committing and syncing that is
 * not enough either. It verifies the two ends of a chunk and nothing between them, so one whose
 * middle did not reach the disk counts as whole, and hides the one before. And the header that it
 * writes with a chunk names the chunk before, so a store that was not closed may open one commit
 * short, though all had been synced.
 *
 * <p><b>What is done instead.</b> Each batch is one commit of the MVStore. What H2 writes in it is
 * kept in memory, with a header that names the newest chunk, and goes to the <em>journal</em> as
 * one record. The journal is synced; then the <em>mark</em> says which version of the MVStore was
 * acknowledged, and is synced. When the journal is large enough, the blocks go to their places in
 * the <em>data</em> file, that is synced, and another journal begins. So the data file only ever
 * gets what is safe elsewhere, and a torn write costs a commit that nobody was told of, or nothing.
 *
 * <p>What is on disk (format 1), all numbers big-endian:
 *
 * <ul>
 *   <li>{@code data}: the blocks of the MVStore. For each of 4096 bytes: CRC32C (4) of its number
 *       and of the rest, a tag (8), the bytes. The tag is the version of the chunk that the block
 *       belongs to, 0 for the store's header.
 *   <li>{@code journal-<n>}: magic number (8), n (8), the version that it begins with (8), CRC32C
 *       (4) of these. Then records: CRC32C (4) of the rest, n and the place, the length of the
 *       content (4), the version that it leads to (8), and the content: the number of blocks that
 *       the store has (8), and for each block that is written its number (8), tag (8), length
 *       without the zeros at its end (4), bytes.
 *   <li>{@code ACKNOWLEDGED}: at 0 and 4096, written in turn: format (8), turn (8), acknowledged
 *       version (8), number of the journal (8), CRC32C (4) of these and the place.
 *   <li>map {@code runs}: key = partition (4), index of the first entry (8). The value is a
 *       <em>run</em> of contiguous entries: CRC32C (4) of the key and of the rest of the value,
 *       number of entries (varint), and for each entry the difference of its term to that of the
 *       entry before it (varint), its length (varint), its bytes.
 *   <li>map {@code states}: key = partition (4). The value is CRC32C (4) of the key and of the
 *       rest, whether there is a hard state (1), its term (8), its vote (4, 0 is none), the
 *       boundary's index (8) and term (8).
 *   <li>map {@code metadata}: the key-value area.
 * </ul>
 */
package io.quorate.wal.h2;
