package io.bucky.cli;

import io.bucky.api.panel.InstallApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "install",
    description = {
      "Install an app from a folder with a docker-compose.yml, or from an image.",
      "Low risks are granted; anything more must be named with --grant, as `bucky app inspect`"
          + " shows it."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  bucky app install ./wordpress",
      "  bucky app install ./jellyfin --grant host-path:/media:ro",
      "  bucky app install --image nginx:1.27 --port 80 --name hello --guest"
    })
final class AppInstallCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions options = new CommonOptions();
  @Mixin private AppSource source = new AppSource();

  @Option(names = "--owner", paramLabel = "USER", description = "Whose app it is; default yours.")
  private @Nullable String owner;

  @Option(names = "--grant", paramLabel = "ID", description = "Allow what the app asks for.")
  private List<String> grants = new ArrayList<>();

  @Option(
      names = "--main",
      paramLabel = "COMPONENT:PORT",
      description = "What the browser should see, when the compose file does not say.")
  private @Nullable String main;

  @Option(names = "--guest", description = "Open it to everyone: no login before it.")
  private boolean guest;

  @Option(
      names = "--idempotency-key",
      paramLabel = "TEXT",
      description = "The same text twice installs once.")
  private @Nullable String idempotencyKey;

  @Option(names = "--no-wait", description = "Return at once; the task goes on.")
  private boolean noWait;

  @Override
  public Integer call() throws InterruptedException {
    var console = Console.of(spec, options);
    InstallApi.Source app = source.read();
    AppSource.sent(app).ifPresent(console::say);
    try (var zone = Zones.open(options)) {
      InstallApi.Inspection inspection =
          zone.call(InstallApi.INSPECT, new InstallApi.InspectRequest(app));
      if (!inspection.installable()) {
        if (!console.isJson()) {
          AppInspectCommand.print(console, inspection);
        }
        throw new Failure(
            ExitStatus.FAILED,
            "%s cannot be installed as it is: %s"
                .formatted(
                    inspection.appId().isEmpty() ? "the app" : inspection.appId(),
                    reason(inspection)),
            "Mend the compose file; `bucky app inspect` with the same words shows all that is"
                + " asked and refused.");
      }
      InstallApi.InstallResult result = zone.call(InstallApi.INSTALL, request(app, inspection));
      return new TaskFollower(zone, console)
          .finish(result.taskId(), noWait, result.appId() + " is installed");
    }
  }

  private static String reason(InstallApi.Inspection inspection) {
    return inspection.problems().stream()
        .map(Text::problem)
        .findFirst()
        .or(() ->
            inspection.unsupported().stream()
                .filter(InstallApi.Unsupported::fatal)
                .map(key -> key.path() + ": " + key.reason())
                .findFirst())
        .or(() ->
            inspection.permissions().stream()
                .filter(wish -> wish.risk().equals("refused"))
                .map(InstallApi.Permission::title)
                .findFirst())
        .orElse("see below");
  }

  private InstallApi.InstallRequest request(
      InstallApi.Source app, InstallApi.Inspection inspection) {
    var allowed = new ArrayList<>(grants);
    for (InstallApi.Permission wish : inspection.permissions()) {
      if (wish.risk().equals("low") && !allowed.contains(wish.id())) {
        allowed.add(wish.id());
      }
    }
    return new InstallApi.InstallRequest(
        app,
        source.name().or(() -> Optional.of(inspection.appId())),
        Optional.ofNullable(owner),
        allowed,
        source.environment(),
        endpoint().or(inspection::main),
        guest,
        Optional.ofNullable(idempotencyKey));
  }

  private Optional<InstallApi.MainEndpoint> endpoint() {
    if (main == null) {
      return Optional.empty();
    }
    int colon = main.lastIndexOf(':');
    try {
      return Optional.of(
          new InstallApi.MainEndpoint(
              main.substring(0, Math.max(0, colon)), Integer.parseInt(main.substring(colon + 1))));
    } catch (NumberFormatException e) {
      throw Failure.usage("--main " + main + " is not COMPONENT:PORT", "For example --main web:80");
    }
  }
}
