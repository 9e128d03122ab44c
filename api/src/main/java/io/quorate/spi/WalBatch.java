package io.quorate.spi;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is written at once. A batch is atomic over all its partitions and its metadata.
 *
 * @param partitions per partition its writes, to be carried out in list order; the lists are never
 *     empty
 * @param metadata values to set in the key-value area; an empty value removes the key
 */
public record WalBatch(
    SortedMap<Integer, List<PartitionWrite>> partitions, SortedMap<String, byte[]> metadata) {

  /**
   * Wraps the maps unmodifiably; the caller hands them over.
   *
   * @param partitions see the component
   * @param metadata see the component
   */
  public WalBatch {
    partitions = Collections.unmodifiableSortedMap(partitions);
    metadata = Collections.unmodifiableSortedMap(metadata);
  }

  /**
   * A batch with one write.
   *
   * @param partition the partition
   * @param write what to do to it
   * @return the batch
   */
  public static WalBatch of(int partition, PartitionWrite write) {
    TreeMap<Integer, List<PartitionWrite>> partitions = new TreeMap<>();
    partitions.put(partition, List.of(write));
    return new WalBatch(partitions, new TreeMap<>());
  }

  /**
   * A batch that sets one metadata value.
   *
   * @param key the key
   * @param value the value
   * @return the batch
   */
  public static WalBatch ofMetadata(String key, byte[] value) {
    TreeMap<String, byte[]> metadata = new TreeMap<>();
    metadata.put(key, value);
    return new WalBatch(new TreeMap<>(), metadata);
  }
}
