/**
 * A write-ahead log on plain files, written to be read: how a log keeps the promises of
 * {@link io.quorate.spi.Wal} on a disk that keeps none but what POSIX says.
 *
 * <p><b>Files.</b> The log is a row of <em>segments</em>, {@code segment-1}, {@code segment-2}, …;
 * only the last one grows. A small <em>manifest</em> has the number of the first segment and that
 * of the last batch that was acknowledged. A new file is written under another name, synced,
 * renamed, and the directory synced, so that a file under its right name is whole or damaged.
 *
 * <p><b>Records.</b> A batch is a row of records and a commit record, all with the batch's sequence
 * number. Every record has a CRC32C over its content (type, sequence, partition, index, term,
 * payload) and over its place (segment, position), so that an old record, or one that was written
 * in a wrong place, is no record here. The commit record has the checksum of the batch's checksums,
 * so that a batch is whole or is none. Hard states are records like any other: there is no second
 * file that could be ahead or behind.
 *
 * <p><b>Append.</b> Write, sync, note the sequence number in the manifest, sync that. The second
 * sync is what tells a torn end from a damaged one: everything up to the noted number had been
 * acknowledged, and damage there is an error; what comes behind was promised to nobody. A log that
 * saves this sync cannot tell whether its last batch, if damaged, may be dropped. After any failure
 * nothing more is written.
 *
 * <p><b>Open.</b> Replay everything; cut what is torn; write anew, and sync, what is whole but was
 * never acknowledged, because the cache may have it and the disk not, even after a sync that
 * succeeded; begin a new segment. Only then answer.
 *
 * <p><b>Compaction.</b> Space comes back from the oldest segment: each append first moves a bounded
 * number of bytes that are still needed to the end of the log, as a batch like any other, and when
 * nothing is left the segment goes.
 */
package io.quorate.sim.filewal;
