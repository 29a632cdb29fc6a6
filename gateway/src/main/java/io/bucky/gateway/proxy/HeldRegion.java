package io.bucky.gateway.proxy;

import io.bucky.gateway.http.Answer;
import io.bucky.gateway.http.HeldFile;
import io.netty.channel.DefaultFileRegion;

/// A part of a shared open file on its way to a socket by sendfile; lets go of the file when sent.
final class HeldRegion extends DefaultFileRegion {
  private final HeldFile file;

  HeldRegion(Answer.Body.Slice slice) {
    super(slice.file().channel(), slice.from(), slice.length());
    this.file = slice.file();
  }

  @Override
  protected void deallocate() {
    file.release(); // not super: the channel stays open for others
  }
}
