/** Typed configuration keys, where values come from, and what is said when they are wrong. */
package io.quorate.config;
