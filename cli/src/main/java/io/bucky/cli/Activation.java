package io.bucky.cli;

import io.bucky.api.NodeApi;
import io.bucky.base.AtomicFile;
import io.bucky.base.Secret;
import io.bucky.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Makes this machine the first node of a zone, without the wizard: what `up --yes` and `activate`
/// share.
final class Activation {
  @Option(
      names = "--zone",
      paramLabel = "NAME",
      description = "The zone's name: a word (home becomes home.localhost) or a domain of yours.")
  private String zone = "home";

  @Option(names = "--user", paramLabel = "NAME", description = "The owner's user name.")
  private String user = "admin0";

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "Its first line is the owner's password; - reads standard input.")
  private @Nullable Path passwordFile;

  @Option(
      names = "--recovery-file",
      paramLabel = "FILE",
      description = "Write the recovery phrase there (0600) instead of printing it.")
  private @Nullable Path recoveryFile;

  boolean hasPassword() {
    return passwordFile != null;
  }

  /// Activates and prints what the owner must keep: once, since it is stored nowhere.
  NodeApi.Activated run(NodeSocket node, Console console) throws InterruptedException {
    boolean generated = passwordFile == null;
    Secret password =
        passwordFile == null
            ? Passwords.generate(new SecureRandom())
            : Passwords.choose(passwordFile);
    String owner = user.toLowerCase(Locale.ROOT);
    var activated =
        node.call(
            NodeApi.ACTIVATE,
            new NodeApi.ActivateRequest(
                zone,
                owner,
                Passwords.stored(password, owner),
                Optional.of(user),
                Optional.empty(),
                Optional.empty()));
    keep(activated, console);
    var answer = Json.object();
    answer.put("zone_host", activated.zoneHost());
    answer.put("zone_did", activated.zoneDid());
    answer.put("zone_url", activated.zoneUrl());
    answer.put("user", activated.userName());
    console.print("Your zone   " + activated.zoneHost());
    console.print("User        " + activated.userName());
    if (generated) {
      answer.put("password", password.reveal());
      console.print("Password    " + password.reveal() + "   (shown once: write it down)");
    }
    if (recoveryFile == null) {
      answer.put("recovery_phrase", activated.recoveryPhrase());
      console.print("Recovery    " + activated.recoveryPhrase());
      console.print("            These twelve words are the key to the zone. They are stored");
      console.print("            nowhere: keep them on paper.");
    }
    console.json(answer);
    return activated;
  }

  private void keep(NodeApi.Activated activated, Console console) {
    if (recoveryFile == null) {
      return;
    }
    try {
      AtomicFile.writePrivate(
          recoveryFile, (activated.recoveryPhrase() + "\n").getBytes(StandardCharsets.UTF_8));
      console.say("The recovery phrase is in " + recoveryFile + ".");
    } catch (IOException e) {
      console.warn("could not write " + recoveryFile + ": " + Text.reason(e));
      console.warn("the recovery phrase, shown once: " + activated.recoveryPhrase());
    }
  }
}
