package io.quorate.cli.control;

/**
 * An entry that a node has applied, as the command {@code applied} reports it.
 *
 * @param index its index
 * @param term its term
 * @param data its data as text
 */
public record AppliedEntry(long index, long term, String data) {}
