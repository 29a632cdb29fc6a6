package io.bucky.node.programs;

import static org.assertj.core.api.Assertions.assertThat;

import io.bucky.api.NodeApi;
import io.bucky.base.RestartPolicy;
import io.bucky.base.Time;
import io.bucky.node.Eventually;
import io.bucky.node.machine.Proc;
import io.bucky.node.machine.ProcessIdentity;
import io.bucky.zone.ZoneLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real child processes: small JVMs that wait.
@Tag("slow")
final class SupervisorTest {
  private static final Program WAITER =
      new Program(
          "waiter",
          "io.bucky.node.programs.WaitingMain",
          16,
          List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto"));

  @TempDir Path root;
  private CommandLine commandLine;
  private ProgramTable table;
  private Supervisor supervisor;

  @BeforeEach
  void open() {
    commandLine =
        new CommandLine(
            new ZoneLayout(root),
            Optional.empty(),
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            Optional.empty());
    table = new ProgramTable(commandLine, Proc.system(), Time.system());
    supervisor = newSupervisor(RestartPolicy.program());
  }

  @AfterEach
  void endEverything() throws Exception {
    supervisor.close();
    table.sweep(List.of(WAITER));
  }

  private Supervisor newSupervisor(RestartPolicy policy) {
    return newSupervisor(policy, Proc.system());
  }

  private Supervisor newSupervisor(RestartPolicy policy, Proc proc) {
    return new Supervisor(List.of(WAITER), commandLine, proc, Time.system(), policy, () -> {});
  }

  @Test
  void aKilledProgramIsStartedAgain() throws Exception {
    supervisor.start();
    long first = runningPid(supervisor, 0);

    ProcessHandle.of(first).orElseThrow().destroyForcibly();

    long second = runningPid(supervisor, first);
    assertThat(second).isNotEqualTo(first);
    assertThat(supervisor.status().getFirst().restarts()).isEqualTo(1);
    assertThat(supervisor.status().getFirst().detail())
        .as("while it starts, why it has to")
        .startsWith("ended with code 137");
  }

  @Test
  void whatCannotBeSupervisedSaysSoAndIsTriedAgain() throws Exception {
    Path proc = root.resolve("proc"); // as on a machine where it cannot be listed
    supervisor = newSupervisor(RestartPolicy.program(), new Proc(proc));
    supervisor.start();
    Eventually.holds("it fails", () -> state(supervisor).equals("failed"));
    assertThat(supervisor.status().getFirst().detail())
        .startsWith("cannot be supervised: ")
        .contains(proc.toString())
        .endsWith("; it is tried again");

    Files.createSymbolicLink(proc, Path.of("/proc"));

    runningPid(supervisor, 0);
    assertThat(supervisor.status().getFirst().detail()).isEmpty();
  }

  @Test
  void whatEndsWhileItCannotBeSupervisedIsStartedAgain() throws Exception {
    Path proc = Files.createSymbolicLink(root.resolve("proc"), Path.of("/proc"));
    supervisor =
        new Supervisor(
            List.of(WAITER),
            commandLine,
            new Proc(proc),
            Time.system(),
            RestartPolicy.program(),
            failingOnce());
    supervisor.start(); // the first start is told to somebody who fails

    long first = runningPid(supervisor, 0);
    ProcessHandle.of(first).orElseThrow().destroyForcibly();

    assertThat(runningPid(supervisor, first)).isNotEqualTo(first);
    assertThat(supervisor.status().getFirst().restarts()).isEqualTo(1);
  }

  private static Runnable failingOnce() {
    var failed = new AtomicBoolean();
    return () -> {
      if (failed.compareAndSet(false, true)) {
        throw new IllegalStateException("told too early");
      }
    };
  }

  @Test
  void aProgramReadsFileNamesAsUtf8WhateverTheLocaleOfTheMachine() throws Exception {
    supervisor.start();

    long pid = runningPid(supervisor, 0);

    assertThat(Proc.system().text(pid + "/environ").split("\0")).contains("LC_ALL=C.UTF-8");
  }

  @Test
  void aProgramThatHangsIsEndedOnceAndStartedAgain() throws Exception {
    supervisor.start();
    long first = runningPid(supervisor, 0);

    supervisor.endHung("waiter", first, Duration.ofSeconds(21));

    long second = runningPid(supervisor, first);
    supervisor.endHung("waiter", first, Duration.ofSeconds(25)); // a verdict that comes late
    assertThat(runningPid(supervisor, 0)).isEqualTo(second);
    assertThat(supervisor.status().getFirst().restarts()).isEqualTo(1);
  }

  @Test
  void aNewDaemonAdoptsWhatTheKilledOneLeft() throws Exception {
    supervisor.start();
    long pid = runningPid(supervisor, 0);
    supervisor.close(); // as after a kill -9: nobody asks the child to end

    var next = newSupervisor(RestartPolicy.program());
    next.start();

    assertThat(runningPid(next, 0)).isEqualTo(pid);
    assertThat(table.find(WAITER)).hasSize(1);
    next.close();
  }

  @Test
  void aChildWithoutARecordIsAdoptedToo() throws Exception {
    supervisor.start();
    long pid = runningPid(supervisor, 0);
    supervisor.close();
    Files.deleteIfExists(
        root.resolve("run/waiter.json")); // killed between the start and the record

    var next = newSupervisor(RestartPolicy.program());
    next.start();

    assertThat(runningPid(next, 0)).isEqualTo(pid);
    next.close();
  }

  @Test
  void anAdoptedProgramIsWatchedAndStartedAgain() throws Exception {
    supervisor.start();
    long first = runningPid(supervisor, 0);
    supervisor.close();
    var next = newSupervisor(RestartPolicy.program());
    next.start();
    assertThat(runningPid(next, 0)).isEqualTo(first);

    ProcessHandle.of(first).orElseThrow().destroyForcibly();

    assertThat(runningPid(next, first)).isNotEqualTo(first);
    next.close();
  }

  @Test
  void ofTwoProcessesOnlyOneIsKept() throws Exception {
    supervisor.start();
    long pid = runningPid(supervisor, 0);
    supervisor.close();
    var second = new ProcessBuilder(commandLine.words(WAITER)).start();
    Eventually.holds("two run", () -> table.find(WAITER).size() == 2);

    var next = newSupervisor(RestartPolicy.program());
    next.start();

    assertThat(runningPid(next, 0)).isEqualTo(pid);
    Eventually.holds("one runs", () -> table.find(WAITER).size() == 1);
    assertThat(second.waitFor()).isNotZero();
    next.close();
  }

  @Test
  void stopEndsTheProgramAndStartsNoOther() throws Exception {
    supervisor.start();
    runningPid(supervisor, 0);

    supervisor.stop(Duration.ofSeconds(5));

    assertThat(table.find(WAITER)).isEmpty();
    assertThat(supervisor.status().getFirst().state()).isEqualTo("stopped");
    assertThat(root.resolve("run/waiter.json")).doesNotExist();
  }

  @Test
  void aProgramThatEndsAtOnceIsGivenUpAndComesBackOnRequest() throws Exception {
    Files.writeString(root.resolve("exit_code"), "3");
    supervisor = newSupervisor(new RestartPolicy(2, true, true));
    supervisor.start();
    Eventually.holds("given up", () -> state(supervisor).equals("failed"));
    assertThat(supervisor.status().getFirst().detail())
        .isEqualTo("ended with code 3: no reason to stay");

    Files.delete(root.resolve("exit_code"));
    supervisor.request();

    runningPid(supervisor, 0);
  }

  @Test
  void whatWasGivenUpIsRevivedWithoutAPerson() throws Exception {
    Files.writeString(root.resolve("exit_code"), "3");
    supervisor =
        newSupervisor(
            new RestartPolicy(
                0, true, true, RestartPolicy.STABLE_AFTER, Optional.of(Duration.ofMillis(1))));
    supervisor.start();
    Eventually.holds("given up once", () -> supervisor.status().getFirst().restarts() > 0);

    Files.delete(root.resolve("exit_code"));

    runningPid(supervisor, 0);
  }

  @Test
  void aReusedProcessIdIsNotTakenForTheProgram() {
    long self = ProcessHandle.current().pid();
    var now = ProcessIdentity.of(Proc.system(), self).orElseThrow();
    var earlier = new ProcessIdentity(self, now.startTicks() - 1, now.bootId());

    assertThat(now.alive(Proc.system())).isTrue();
    assertThat(earlier.alive(Proc.system())).isFalse();
  }

  @Test
  void outputIsCutInPlaceAndItsNewestPartKept() throws Exception {
    Path file = Files.writeString(root.resolve("waiter.out"), "x".repeat(100));

    new OutputFile(file).capTo(10);

    assertThat(file).isEmptyFile();
    assertThat(root.resolve("waiter.out.1")).hasSize(100);
  }

  private static String state(Supervisor supervisor) {
    return supervisor.status().getFirst().state();
  }

  private static long runningPid(Supervisor supervisor, long otherThan) throws Exception {
    Eventually.holds(
        "it runs",
        () -> {
          NodeApi.Program program = supervisor.status().getFirst();
          return program.state().equals("running") && program.pid() != otherThan;
        });
    return supervisor.status().getFirst().pid();
  }
}
