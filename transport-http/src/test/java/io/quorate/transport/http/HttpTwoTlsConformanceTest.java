package io.quorate.transport.http;

/** By HTTP/2 over mutual TLS. */
class HttpTwoTlsConformanceTest extends HttpTlsConformanceTest {
  @Override
  boolean http2() {
    return true;
  }
}
