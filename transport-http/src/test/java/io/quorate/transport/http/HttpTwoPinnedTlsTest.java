package io.quorate.transport.http;

/** By HTTP/2. */
class HttpTwoPinnedTlsTest extends HttpPinnedTlsTest {
  @Override
  boolean http2() {
    return true;
  }
}
