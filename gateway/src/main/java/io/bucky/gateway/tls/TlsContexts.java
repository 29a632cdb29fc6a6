package io.bucky.gateway.tls;

import io.bucky.base.Log;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// The TLS context of new connections; those that come before there is one wait for it. Any thread.
///
/// BoringSSL where its native library loads, else the JDK's engine: docs/decisions/0020.
public final class TlsContexts {
  private static final Log LOG = Log.of("gateway.tls");
  private static final int WAITING_MAX = 256;

  /// In memory only; the default format would derive a key from no password in 10,000 rounds.
  private static final String KEY_STORE = "JKS";

  private final List<Consumer<SslContext>> waiting = new ArrayList<>();
  private volatile @Nullable SslContext current;

  /// The engine in use: `boringssl` or `jdk`.
  public static String engine() {
    return OpenSsl.isAvailable() ? "boringssl" : "jdk";
  }

  /// Reads the files; new connections get them from now on.
  ///
  /// @throws SSLException when they do not fit together; what was there stays
  public void load(Path chain, Path key) throws SSLException {
    SslContext next =
        SslContextBuilder.forServer(chain.toFile(), key.toFile())
            .keyStoreType(KEY_STORE)
            .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
            .protocols("TLSv1.3", "TLSv1.2")
            .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
            .applicationProtocolConfig(
                new ApplicationProtocolConfig(
                    Protocol.ALPN,
                    SelectorFailureBehavior.NO_ADVERTISE,
                    SelectedListenerFailureBehavior.ACCEPT,
                    ApplicationProtocolNames.HTTP_2,
                    ApplicationProtocolNames.HTTP_1_1))
            .build();
    List<Consumer<SslContext>> ready;
    synchronized (waiting) {
      current = next;
      ready = List.copyOf(waiting);
      waiting.clear();
    }
    ready.forEach(taker -> taker.accept(next));
    LOG.info("gateway.certificate.loaded", "chain", chain, "engine", engine());
  }

  public Optional<SslContext> current() {
    return Optional.ofNullable(current);
  }

  /// Hands the context to `taker`, now or when there is one.
  ///
  /// @return false when too many wait already
  public boolean whenReady(Consumer<SslContext> taker) {
    SslContext ready = current;
    if (ready == null) {
      synchronized (waiting) {
        ready = current;
        if (ready == null) {
          return waiting.size() < WAITING_MAX && waiting.add(taker);
        }
      }
    }
    taker.accept(ready);
    return true;
  }
}
