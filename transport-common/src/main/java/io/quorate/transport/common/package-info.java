/**
 * What the transports of Quorate share: the files of TLS and the configuration keys that name them,
 * the pins of peers' keys, and threads with names. For these transports alone: unlike the API, it
 * may change with any version.
 */
package io.quorate.transport.common;
