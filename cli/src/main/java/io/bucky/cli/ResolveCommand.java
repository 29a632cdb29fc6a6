package io.bucky.cli;

import io.bucky.base.Parsed;
import io.bucky.base.Time;
import io.bucky.identity.Did;
import io.bucky.json.Json;
import io.bucky.naming.Bridges;
import io.bucky.naming.DnsTxtSource;
import io.bucky.naming.DocumentKind;
import io.bucky.naming.HttpsSource;
import io.bucky.naming.NameResolver;
import io.bucky.naming.Resolution;
import io.bucky.naming.Resolution.Found;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/// Asks the world, not the zone: a zone answers for its own names only, and whoever wants to know
/// about another one looks for itself. Needs no node.
@Command(
    name = "resolve",
    description = {
      "Find out what stands behind a zone's name: asks DNS, then the host itself.",
      "Tells how far the answer can be believed. Needs no node on this machine."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  bucky resolve alice.example.org",
      "  bucky resolve did:web:alice.example.org --type owner",
      "  bucky resolve alice.example.org --dns 192.168.1.1",
      "  bucky resolve did:bns:alice --bridge bns=web3.example.org"
    })
final class ResolveCommand implements Callable<Integer> {
  private static final Pattern SERVER = Pattern.compile("([A-Za-z0-9.-]+)(?::([0-9]{1,5}))?");
  private static final int DNS_PORT = 53;

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions options = new CommonOptions();

  @Parameters(paramLabel = "NAME", description = "A host name or a DID.")
  private String name = "";

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "zone (default), boot, owner or device.")
  private String type = "";

  @Option(
      names = "--dns",
      paramLabel = "SERVER[:PORT]",
      description = "Ask this name server instead of the machine's own.")
  private @Nullable String server;

  @Option(
      names = "--bridge",
      paramLabel = "METHOD=HOST",
      description = "The host that answers for the DIDs of a method.")
  private Map<String, String> bridges = new LinkedHashMap<>();

  @Override
  public Integer call() throws InterruptedException {
    var console = Console.of(spec, options);
    var known = new Bridges(bridges);
    DocumentKind kind =
        DocumentKind.read(type)
            .orElseThrow(
                () -> Failure.usage("unknown type " + type, "One of zone, boot, owner, device."));
    Did did =
        switch (known.read(name)) {
          case Parsed.Ok<Did>(var read) -> read;
          case Parsed.Malformed<Did>(var why) ->
              throw Failure.usage(why, "For example bucky resolve alice.example.org");
        };
    try (HttpsSource web = HttpsSource.open()) {
      var resolver =
          new NameResolver(
              known, NameResolver.LocalDocuments.none(), dns(), web, Map.of(), Time.system());
      print(console, did, kind, resolver.resolve(did, kind));
    }
    return ExitStatus.OK;
  }

  private DnsTxtSource dns() {
    if (server == null) {
      return DnsTxtSource.ofSystem();
    }
    Matcher parts = SERVER.matcher(server);
    int port =
        !parts.matches() ? 0 : parts.group(2) == null ? DNS_PORT : Integer.parseInt(parts.group(2));
    if (port < 1 || port > 65_535) {
      throw Failure.usage(
          "'" + server + "' is no name server", "For example --dns 192.168.1.1 or --dns ns1:53");
    }
    var address = new InetSocketAddress(parts.group(1), port);
    if (address.isUnresolved()) {
      throw Failure.usage(
          "the name server '" + parts.group(1) + "' is not known", "Give its address.");
    }
    return DnsTxtSource.of(address);
  }

  private static void print(Console console, Did did, DocumentKind kind, Resolution resolution) {
    String what = did + " (" + kind.wire() + ")";
    switch (resolution) {
      case Resolution.Found found -> print(console, did, kind, found);
      case Resolution.Key(var key) -> {
        console.print(did + " is a key, not a name: " + key.x());
        console.json(Json.object().put("did", did.toString()).put("key", key.x()));
      }
      case Resolution.Missing _ ->
          throw Failure.notFound(
              what + " is not published",
              "Look whether the name is right; its owner publishes it in DNS.");
      case Resolution.Gone _ -> throw Failure.notFound(what + " was withdrawn for good", "");
      case Resolution.Unavailable(var why) ->
          throw new Failure(
              ExitStatus.TRY_AGAIN,
              "nobody could say what " + what + " is: " + why,
              "Look whether this machine has internet, then try again.");
    }
  }

  private static void print(Console console, Did did, DocumentKind kind, Found found) {
    String belief =
        switch (found.evidence()) {
          case LOCAL -> "this zone's own";
          case VERIFIED -> "signed by the key that " + found.source() + " names";
          case STATED -> "stated by " + found.source() + ", signed by nobody who is known";
        };
    console.print("%s (%s), %s".formatted(did, kind.wire(), belief));
    console.print("until " + found.expiresAt());
    console.print(Json.write(found.document().json()));
    ObjectNode json = Json.object();
    json.put("did", did.toString()).put("type", kind.wire());
    json.put("evidence", found.evidence().name().toLowerCase(Locale.ROOT));
    json.put("source", found.source()).put("expires_at", found.expiresAt().toString());
    json.set("document", found.document().json());
    console.json(json);
  }
}
