package io.bucky.cli;

import io.bucky.api.panel.AppsApi;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "show",
    description = "Show one app: state, containers, addresses, permissions.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  bucky app show wordpress", "  bucky app show wordpress --json | jq .spec"})
final class AppShowCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions options = new CommonOptions();
  @Mixin private AppTarget target = new AppTarget();

  @Override
  public Integer call() throws InterruptedException {
    var console = Console.of(spec, options);
    try (var zone = Zones.open(options)) {
      AppsApi.AppDetails details = zone.call(AppsApi.DETAILS, target.request());
      console.json(details);
      AppsApi.App app = details.app();
      console.print(app.showName() + (app.version().isEmpty() ? "" : " " + app.version()));
      console.print(
          "State       " + app.state() + (app.detail().isEmpty() ? "" : ": " + app.detail()));
      app.hosts().forEach(host -> console.print("Address     " + host));
      for (AppsApi.Component component : app.components()) {
        console.print(
            "Container   %s (%s) %s%s"
                .formatted(
                    component.name(), component.image(), component.state(), taken(component)));
      }
      details.permissions().forEach(grant -> console.print("May         " + grant.title()));
      details
          .mounts()
          .forEach(mount ->
              console.print(
                  "Folder      %s -> %s%s"
                      .formatted(
                          mount.source(), mount.target(), mount.readOnly() ? " (read-only)" : "")));
      return ExitStatus.OK;
    }
  }

  private static String taken(AppsApi.Component component) {
    return component
        .memoryBytes()
        .map(memory ->
            ", %d MiB, %.1f %% of a core"
                .formatted(memory >> 20, component.cpuPercent().orElse(0.0)))
        .orElse("");
  }
}
