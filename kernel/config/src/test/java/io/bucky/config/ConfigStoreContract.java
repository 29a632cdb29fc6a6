package io.bucky.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What every [ConfigStore] promises. An engine passes by extending this.
public abstract class ConfigStoreContract {
  private static final ConfigKey KEY = ConfigKey.of("services/demo/settings");
  private static final Duration SOON = Duration.ofSeconds(10);

  /// An empty store; the same one for the whole of one test.
  protected abstract ConfigStore store();

  private long applied(Mutation... mutations) throws InterruptedException {
    assertThat(store().commit(Transaction.of(mutations))).isInstanceOf(Commit.Applied.class);
    return store().snapshot("").revision();
  }

  private static Mutation set(String key, String value) {
    return new Mutation.Set(ConfigKey.of(key), value);
  }

  @Test
  void aMissingKeyIsEmpty() throws InterruptedException {
    assertThat(store().get(KEY)).isEmpty();
  }

  @Test
  void aWriteIsReadWithItsVersion() throws InterruptedException {
    applied(new Mutation.Set(KEY, "one"));
    applied(new Mutation.Set(KEY, "zwei \u20ac \ud83d\ude80"));

    assertThat(store().get(KEY)).contains(new Entry("zwei \u20ac \ud83d\ude80", 2));
  }

  @Test
  void theVersionSurvivesDeletion() throws InterruptedException {
    applied(new Mutation.Set(KEY, "a"));
    applied(new Mutation.Delete(KEY));
    assertThat(store().get(KEY)).isEmpty();

    applied(new Mutation.Create(KEY, "b"));

    assertThat(store().get(KEY)).contains(new Entry("b", 3));
  }

  @Test
  void createRefusesAnExistingKeyAndDeleteAndAppendAMissingOne() throws InterruptedException {
    applied(new Mutation.Set(KEY, "a"));
    var other = ConfigKey.of("services/other");

    assertThat(store().commit(Transaction.of(new Mutation.Create(KEY, "b"))))
        .isEqualTo(new Commit.Exists(KEY));
    assertThat(store().commit(Transaction.of(new Mutation.Delete(other))))
        .isEqualTo(new Commit.Missing(other));
    assertThat(store().commit(Transaction.of(new Mutation.Append(other, "x"))))
        .isEqualTo(new Commit.Missing(other));
    assertThat(store().get(KEY)).contains(new Entry("a", 1));
  }

  @Test
  void appendJoins() throws InterruptedException {
    applied(new Mutation.Set(KEY, "a"));
    applied(new Mutation.Append(KEY, "b"));

    assertThat(store().get(KEY)).contains(new Entry("ab", 2));
  }

  @Test
  void aPathChangesOneMember() throws InterruptedException {
    applied(new Mutation.Set(KEY, "{\"a\":1,\"b\":[1,2]}"));

    applied(
        new Mutation.SetByPath(
            KEY,
            new TreeMap<>(
                Map.of("/b/0", Optional.of("{\"c\":true}"), "/a", Optional.<String>empty()))));

    assertThat(store().get(KEY)).contains(new Entry("{\"b\":[{\"c\":true},2]}", 2));
  }

  @Test
  void aPathThatDoesNotFitChangesNothing() throws InterruptedException {
    applied(new Mutation.Set(KEY, "{\"a\":1}"));

    Commit commit =
        store()
            .commit(
                Transaction.of(
                    new Mutation.SetByPath(KEY, new TreeMap<>(Map.of("/a/b", Optional.of("1"))))));

    assertThat(commit).isInstanceOf(Commit.Invalid.class);
    assertThat(store().get(KEY)).contains(new Entry("{\"a\":1}", 1));
  }

  @Test
  void aTransactionAppliesWholeOrNotAtAll() throws InterruptedException {
    Commit commit =
        store()
            .commit(
                Transaction.of(
                    set("a/1", "x"), set("a/2", "y"), new Mutation.Delete(ConfigKey.of("a/3"))));

    assertThat(commit).isEqualTo(new Commit.Missing(ConfigKey.of("a/3")));
    assertThat(store().snapshot("").entries()).isEmpty();
  }

  @Test
  void aGuardThatMovedOnRefuses() throws InterruptedException {
    applied(new Mutation.Set(KEY, "a"));
    applied(new Mutation.Set(KEY, "b"));

    Commit commit =
        store().commit(Transaction.guarded(new Transaction.Guard(KEY, 1), List.of(set("x", "1"))));

    assertThat(commit).isEqualTo(new Commit.Conflict(KEY, 1, 2));
    assertThat(store().get(ConfigKey.of("x"))).isEmpty();
  }

  @Test
  void aGuardThatHoldsGainsAVersion() throws InterruptedException {
    applied(new Mutation.Set(KEY, "a"));

    Commit commit =
        store().commit(Transaction.guarded(new Transaction.Guard(KEY, 1), List.of(set("x", "1"))));

    assertThat(commit).isInstanceOf(Commit.Applied.class);
    assertThat(store().get(KEY)).contains(new Entry("a", 2));
  }

  @Test
  void childrenAreDirectNamesSortedEachOnce() throws InterruptedException {
    applied(
        set("u/b/x", "1"),
        set("u/b/y", "1"),
        set("u/b-2/x", "1"),
        set("u/a", "1"),
        set("u/a/deep/er", "1"),
        set("v", "1"));

    assertThat(store().children("u")).containsExactly("a", "b", "b-2");
    assertThat(store().children("u/")).containsExactly("a", "b", "b-2");
    assertThat(store().children("")).containsExactly("u", "v");
    assertThat(store().children("nobody")).isEmpty();
  }

  @Test
  void aSnapshotHoldsThePrefixAndNothingBesideIt() throws InterruptedException {
    long revision = applied(set("s/a", "1"), set("s/a/b", "2"), set("s/ab", "3"));

    ConfigSnapshot snapshot = store().snapshot("s/a");

    assertThat(snapshot.revision()).isEqualTo(revision);
    assertThat(snapshot.entries().keySet())
        .containsExactly(ConfigKey.of("s/a"), ConfigKey.of("s/a/b"));
  }

  @Test
  void aWatchSeesEveryLaterChangeInOrder() throws InterruptedException {
    long start = applied(set("w/before", "0"));
    try (var watch = store().watch("w", start)) {
      for (int i = 0; i < 50; i++) {
        applied(set("w/k" + i % 7, "" + i));
        applied(set("elsewhere", "" + i));
      }

      List<Change> seen = take(watch, 50);

      assertThat(seen.stream().map(c -> c.value().orElse("")))
          .containsExactlyElementsOf(
              java.util.stream.IntStream.range(0, 50).mapToObj(Integer::toString).toList());
      assertThat(seen).isSortedAccordingTo(java.util.Comparator.comparingLong(Change::revision));
    }
  }

  @Test
  void aWatchResumesWhereAnEarlierOneEnded() throws InterruptedException {
    long start = store().snapshot("").revision();
    applied(set("w/a", "1"));
    long upTo;
    try (var first = store().watch("", start)) {
      upTo = take(first, 1).getLast().revision();
    }
    applied(set("w/b", "2"));
    applied(new Mutation.Delete(ConfigKey.of("w/a")));

    try (var second = store().watch("", upTo)) {
      List<Change> seen = take(second, 2);

      assertThat(seen.get(0).key()).isEqualTo(ConfigKey.of("w/b"));
      assertThat(seen.get(1).value()).isEmpty();
      assertThat(seen.get(1).version()).isEqualTo(2);
    }
  }

  @Test
  void aWatchFromAFutureRevisionIsToldToStartOver() throws InterruptedException {
    long start = applied(set("a", "1"));
    try (var watch = store().watch("", start + 1_000)) {
      assertThat(watch.next(SOON)).isInstanceOf(WatchStep.Compacted.class);
    }
  }

  @Test
  void aQuietWatchSaysHowFarItCame() throws InterruptedException {
    long start = applied(set("a", "1"));
    try (var watch = store().watch("other", start)) {
      assertThat(watch.next(Duration.ofMillis(20)))
          .isEqualTo(new WatchStep.Changes(List.of(), start));
    }
  }

  @Test
  void aClosedWatchEnds() throws InterruptedException {
    var watch = store().watch("", store().snapshot("").revision());
    watch.close();

    assertThat(watch.next(SOON)).isInstanceOf(WatchStep.Unavailable.class);
  }

  @Test
  void theHistoryOfAKeyIsKept() throws InterruptedException {
    applied(new Mutation.Set(KEY, "a"));
    applied(new Mutation.Delete(KEY));
    applied(new Mutation.Set(KEY, "b"));

    assertThat(store().history(KEY).stream().map(Change::value))
        .containsExactly(Optional.of("a"), Optional.empty(), Optional.of("b"));
  }

  @Test
  void textThatUnicodeDoesNotAllowIsRefused() throws InterruptedException {
    Commit commit = store().commit(Transaction.of(new Mutation.Set(KEY, "half \ud800 pair")));

    assertThat(commit).isInstanceOf(Commit.Invalid.class);
  }

  private static List<Change> take(ConfigWatch watch, int count) throws InterruptedException {
    var seen = new ArrayList<Change>();
    while (seen.size() < count) {
      switch (watch.next(SOON)) {
        case WatchStep.Changes(var changes, var _) -> {
          assertThat(changes).as("after %s", seen).isNotEmpty();
          seen.addAll(changes);
        }
        case WatchStep.Compacted compacted -> throw new AssertionError(compacted);
        case WatchStep.Unavailable(var why) -> throw new AssertionError(why);
      }
    }
    return seen;
  }
}
