package io.bucky.gateway.proxy;

import java.time.Duration;

/// Bounds of the data path, each with its reason.
final class Limits {
  /// A head must be whole this long after its first byte: who sends slower holds sockets on
  /// purpose.
  static final long HEAD_NANOS = Duration.ofSeconds(10).toNanos();

  /// Between requests on one connection; browsers give up before.
  static final long KEEP_ALIVE_NANOS = Duration.ofSeconds(75).toNanos();

  /// Between two pieces of a request body that the gateway is waiting for.
  static final long BODY_NANOS = Duration.ofMinutes(1).toNanos();

  /// A client that takes no byte of its answer for this long is gone.
  static final long WRITE_NANOS = Duration.ofMinutes(2).toNanos();

  /// What is left of a refused body is read this long, so that the answer arrives.
  static final long LINGER_NANOS = Duration.ofSeconds(2).toNanos();

  /// An upstream on this machine accepts at once or not at all.
  static final int CONNECT_MILLIS = 3_000;

  /// From the request to the first byte of the answer; long polls of apps fit in.
  static final long ANSWER_NANOS = Duration.ofMinutes(3).toNanos();

  /// For the renewal of a session while a request waits; verify-hub may sync to disk for it.
  static final long RENEWAL_NANOS = Duration.ofSeconds(20).toNanos();

  /// Silence of a stream or a tunnel.
  static final long STREAM_NANOS = Duration.ofHours(1).toNanos();

  /// An idle upstream connection is given up before common servers give it up.
  static final long IDLE_UPSTREAM_NANOS = Duration.ofSeconds(10).toNanos();

  static final long IDLE_UPSTREAM_NANOS_MAX = Duration.ofMinutes(1).toNanos();

  /// A request waits this long for a connection to an upstream that has all it may have.
  static final long WAIT_NANOS = Duration.ofSeconds(10).toNanos();

  /// Idle upstream connections kept per endpoint and loop.
  static final int IDLE_UPSTREAM_MAX = 128;

  /// Client connections of the whole gateway. An ordinary one holds less than 16 KiB, so 128 MiB of
  /// the 256 MiB outside the heap; the one that asks for more than there is gets closed.
  static final int CONNECTIONS_MAX = 8_192;

  /// Bytes of pipelined requests that wait for the answer before.
  static final int PIPELINED_BYTES_MAX = 64 << 10;

  /// Pieces up to this size are copied behind the head, to go out in one write.
  static final int COPY_BYTES_MAX = 8 << 10;

  /// A refused body that is no longer than this is read to its end, and the connection lives on.
  static final int DISCARD_BYTES_MAX = 64 << 10;

  /// Bytes of a request body, uploads to apps included.
  static final long BODY_BYTES_MAX = 1L << 40;

  /// Bytes of requests that wait over all clients: kRPC bodies for their token check, heads for
  /// their body or for a connection to the upstream.
  static final long HELD_BYTES_MAX = 32L << 20;

  /// What a request that waits costs beside its head, mostly on the heap.
  static final int REQUEST_BYTES = 2 << 10;

  /// Heads up to this size are not counted while their answer is awaited; connections to upstreams
  /// are few enough.
  static final int SMALL_HEAD_BYTES = 4 << 10;

  private Limits() {}
}
