package io.bucky.cli;

import io.bucky.api.panel.AppsApi;
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
    name = "list",
    aliases = "ls",
    description = "List the installed apps.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  bucky app list", "  bucky app list --json | jq -r '.apps[].app_id'"})
final class AppListCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions options = new CommonOptions();

  @Option(names = "--owner", paramLabel = "USER", description = "Only this user's apps.")
  private @Nullable String owner;

  @Override
  public Integer call() throws InterruptedException {
    var console = Console.of(spec, options);
    try (var zone = Zones.open(options)) {
      AppsApi.AppList list =
          zone.call(AppsApi.LIST, new AppsApi.AppsListRequest(Optional.ofNullable(owner)));
      console.json(list);
      if (list.apps().isEmpty()) {
        console.print(
            owner == null
                ? "No apps yet. Install one: bucky app install FOLDER"
                : owner + " has no apps.");
        return ExitStatus.OK;
      }
      var rows = new ArrayList<List<String>>();
      rows.add(List.of("APP", "STATE", "OWNER", "ADDRESS", "DETAIL"));
      for (AppsApi.App app : list.apps()) {
        rows.add(
            List.of(
                app.appId(),
                app.state(),
                app.ownerUserId(),
                app.hosts().isEmpty() ? "-" : app.hosts().getFirst(),
                app.detail()));
      }
      console.table(rows);
      return ExitStatus.OK;
    }
  }
}
