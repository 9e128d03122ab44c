/** Discovery from a fixed list of addresses. */
package io.quorate.discovery.list;
