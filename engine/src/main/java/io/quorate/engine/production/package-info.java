/**
 * The engine on a real machine: threads, clocks, chance and a blocking log. The only package of the
 * engine that may obtain any of them.
 */
package io.quorate.engine.production;
