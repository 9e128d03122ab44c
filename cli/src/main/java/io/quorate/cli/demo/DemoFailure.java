package io.quorate.cli.demo;

/** The demo cannot go on, or has found that something was lost. */
final class DemoFailure extends Exception {
  private static final long serialVersionUID = 1L;

  DemoFailure(String reason) {
    super(reason);
  }
}
