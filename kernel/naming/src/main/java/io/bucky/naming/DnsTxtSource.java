package io.bucky.naming;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.lookup.LookupResult;
import org.xbill.DNS.lookup.LookupSession;
import org.xbill.DNS.lookup.NoSuchDomainException;
import org.xbill.DNS.lookup.NoSuchRRSetException;

/// TXT records by DNS: over UDP, and over TCP when the answer does not fit. Any thread.
public final class DnsTxtSource implements TxtSource {
  static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final LookupSession session;

  private DnsTxtSource(Resolver resolver) {
    resolver.setTimeout(Duration.ofSeconds(2));
    this.session = LookupSession.builder().resolver(resolver).build();
  }

  /// Asks the name servers of this machine.
  public static DnsTxtSource ofSystem() {
    return new DnsTxtSource(new ExtendedResolver());
  }

  /// Asks one server.
  public static DnsTxtSource of(InetSocketAddress server) {
    return new DnsTxtSource(new SimpleResolver(server));
  }

  @Override
  public Lookup<List<String>> txt(String host) throws InterruptedException {
    Name name;
    try {
      name = Name.fromString(host, Name.root);
    } catch (TextParseException e) {
      return new Lookup.Failed<>("'" + host + "' is not a host name");
    }
    try {
      LookupResult result =
          session
              .lookupAsync(name, Type.TXT)
              .toCompletableFuture()
              .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      return new Lookup.Found<>(texts(result.getRecords()));
    } catch (ExecutionException | CompletionException e) {
      boolean missing =
          e.getCause() instanceof NoSuchDomainException
              || e.getCause() instanceof NoSuchRRSetException;
      return missing
          ? new Lookup.Missing<>()
          : new Lookup.Failed<>("DNS does not answer for " + host + ": " + e.getCause());
    } catch (TimeoutException e) {
      return new Lookup.Failed<>(
          "DNS did not answer for %s within %d s".formatted(host, TIMEOUT.toSeconds()));
    }
  }

  private static List<String> texts(List<Record> records) {
    var texts = new ArrayList<String>();
    for (Record record : records) {
      if (record instanceof TXTRecord txt) {
        var joined = new ByteArrayOutputStream();
        txt.getStringsAsByteArrays().forEach(joined::writeBytes);
        texts.add(joined.toString(StandardCharsets.UTF_8));
      }
    }
    return texts;
  }
}
