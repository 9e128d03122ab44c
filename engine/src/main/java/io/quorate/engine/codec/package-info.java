/**
 * What the engine stores and sends as bytes: entry records, frames, and the commands of partition
 * 0. The reference of all three is {@code quorate.proto}. Bytes that come from outside are refused
 * with typed exceptions, whatever they are.
 */
package io.quorate.engine.codec;
