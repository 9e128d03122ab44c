package io.quorate.transport.common;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;

/** A certificate whose pin openssl has computed, and another pin. */
final class Known {
  static final String PIN = "sha256/l9PB4RvlDvG0+nY0PuFAXhKbzcD3qvAqcN7Sxl2k3nM=";
  static final String OTHER_PIN = "sha256/YLh1dUR9y6Kja30RrAn7JKnbQG/uEtLMkBgFF2Fuihg=";

  private static final String CERTIFICATE = """
      -----BEGIN CERTIFICATE-----
      MIIBSTCB8KADAgECAggw1edEU10cWzAKBggqhkjOPQQDAjAQMQ4wDAYDVQQDEwVr
      bm93bjAgFw0yNjExMjcxODExNTdaGA8yMTI2MTEwMzE4MTE1N1owEDEOMAwGA1UE
      AxMFa25vd24wWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQ+BMcyBJI4YXv1aqmA
      A5dvmefM4bT4PzhSeF0Hm3+2cQ94CKM1XTcYcC7CLThynlGCSH4xH6YYUIPfiZI3
      6lAZozIwMDAdBgNVHQ4EFgQU3wCMFZSpWCd840BihWDZIHhbPtwwDwYDVR0TAQH/
      BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiBjdptcxwYrvu4RWAqGAnGNnBh6+aut
      d/QmCVhdrdFd+QIhAOvr3IFj7M6XPHPmUtXol+eWzlNCsg+DUgfw/P/ti2a+
      -----END CERTIFICATE-----
      """;

  private Known() {}

  static X509Certificate certificate() {
    try {
      return (X509Certificate) CertificateFactory.getInstance("X.509")
          .generateCertificate(
              new ByteArrayInputStream(CERTIFICATE.getBytes(StandardCharsets.US_ASCII)));
    } catch (CertificateException e) {
      throw new AssertionError(e);
    }
  }
}
