package io.bucky.cli;

import io.bucky.api.panel.InstallApi;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "inspect",
    description = "Show what an app is and asks for, without installing it.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  bucky app inspect ./wordpress",
      "  bucky app inspect --image nginx:1.27 --port 80"
    })
final class AppInspectCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions options = new CommonOptions();
  @Mixin private AppSource source = new AppSource();

  @Override
  public Integer call() throws InterruptedException {
    var console = Console.of(spec, options);
    InstallApi.Source sent = source.read();
    try (var zone = Zones.open(options)) {
      InstallApi.Inspection app =
          zone.call(InstallApi.INSPECT, new InstallApi.InspectRequest(sent));
      console.json(app);
      print(console, app);
      AppSource.sent(sent).ifPresent(console::print);
      return app.installable() ? ExitStatus.OK : ExitStatus.FAILED;
    }
  }

  static void print(Console console, InstallApi.Inspection app) {
    if (!app.appId().isEmpty()) { // nothing is known of what could not be read
      console.print(
          "%s (%s)%s"
              .formatted(
                  app.showName(), app.appId(), app.version().isEmpty() ? "" : " " + app.version()));
    }
    if (!app.description().isEmpty()) {
      console.print(app.description());
    }
    app.components()
        .forEach(component ->
            console.print(
                "Container   %s: %s%s"
                    .formatted(
                        component.name(),
                        component.image(),
                        component.present() ? "" : " (to be downloaded)")));
    app.main()
        .ifPresent(main ->
            console.print("Opens       %s port %d".formatted(main.component(), main.port())));
    app.env()
        .forEach(variable ->
            console.print(
                "Variable    %s%s"
                    .formatted(variable.name(), variable.required() ? " (must be set)" : "")));
    app.permissions().forEach(wish -> console.print(line(wish)));
    app.unsupported()
        .forEach(key -> console.print("Not used    " + key.path() + ": " + key.reason()));
    app.problems().forEach(problem -> console.print("Problem     " + Text.problem(problem)));
  }

  private static String line(InstallApi.Permission wish) {
    return switch (wish.risk()) {
      case "refused" -> "Refused     %s (%s)".formatted(wish.title(), wish.id());
      case "low" ->
          "Asks        [low] %s (%s, granted by itself)".formatted(wish.title(), wish.id());
      default -> "Asks        [%s] %s   --grant %s".formatted(wish.risk(), wish.title(), wish.id());
    };
  }
}
