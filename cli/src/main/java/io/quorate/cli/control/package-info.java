/**
 * The control protocol: one JSON object per line, by which another process drives a node over the
 * node's standard input and output. Both ends of it are here. docs/reference/control-protocol.md is
 * its reference.
 */
package io.quorate.cli.control;
