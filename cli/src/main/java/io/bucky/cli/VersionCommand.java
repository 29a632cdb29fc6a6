package io.bucky.cli;

import io.bucky.json.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "version",
    description = "Print the version of this program and of the Java it runs on.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  bucky version", "  bucky version --json"})
final class VersionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions options = new CommonOptions();

  static String version() {
    String version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  @Override
  public Integer call() {
    var console = Console.of(spec, options);
    String java = Runtime.version().toString();
    console.print("bucky " + version() + " (Java " + java + ")");
    console.json(Json.object().put("version", version()).put("java", java));
    return ExitStatus.OK;
  }

  static final class Provider implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"bucky " + version()};
    }
  }
}
