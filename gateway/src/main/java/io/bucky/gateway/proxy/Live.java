package io.bucky.gateway.proxy;

/// The view that new requests get; a request keeps the one it began with. Any thread.
public final class Live {
  private volatile View view;

  public Live(View first) {
    this.view = first;
  }

  public View view() {
    return view;
  }

  public void replace(View next) {
    view = next;
  }
}
