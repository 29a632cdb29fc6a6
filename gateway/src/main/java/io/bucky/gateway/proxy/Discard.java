package io.bucky.gateway.proxy;

import io.netty.buffer.ByteBuf;

/// A request body that nobody reads.
enum Discard implements BodySink {
  BODY;

  @Override
  public void data(ByteBuf data) {
    data.release();
  }

  @Override
  public void end(byte[] trailers) {
    // nothing waits for it
  }

  @Override
  public void flush() {
    // nothing was kept
  }

  @Override
  public void gone() {
    // nothing was held
  }

  @Override
  public void writable() {
    // nothing waits for it
  }
}
