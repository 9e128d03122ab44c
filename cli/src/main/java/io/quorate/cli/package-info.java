/** The {@code quorate} program. */
package io.quorate.cli;
