package io.bucky.config.embedded;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A sorted map from key to [Slot] that never changes: a write makes a new tree, which shares all
/// but the path to the changed leaf with the old one.
///
/// A B+ tree with at most [#WIDTH] items in a node. A write removes nothing from it, since removed
/// keys keep their counter; only [#only] makes a smaller one. A reader that holds a tree holds a
/// snapshot. A write copies three nodes at 100,000 keys, about 2 KiB.
final class KeyTree {
  static final int WIDTH = 48;
  static final KeyTree EMPTY = new KeyTree(new Leaf(new String[0], new Slot[0]), 0);

  private final Node root;
  private final int size;

  private KeyTree(Node root, int size) {
    this.root = root;
    this.size = size;
  }

  /// Keys, removed ones included.
  int size() {
    return size;
  }

  @Nullable Slot find(String key) {
    Node node = root;
    while (node instanceof Branch branch) {
      node = branch.children[branch.childOf(key)];
    }
    Leaf leaf = (Leaf) node;
    int at = Arrays.binarySearch(leaf.keys, key);
    return at < 0 ? null : leaf.slots[at];
  }

  /// This tree with `key` set to `slot`.
  KeyTree with(String key, Slot slot) {
    int grown = find(key) == null ? size + 1 : size;
    Node[] parts = root.with(key, slot);
    return new KeyTree(parts.length == 1 ? parts[0] : Branch.over(parts), grown);
  }

  /// This tree with nothing but the keys that `kept` says true of.
  KeyTree only(Visitor kept) {
    var builder = new Builder();
    scan(
        "",
        (key, slot) -> {
          if (kept.visit(key, slot)) {
            builder.add(key, slot);
          }
          return true;
        });
    return builder.build();
  }

  /// Visits keys in order, from the first that is not below `from`, until `visitor` says stop.
  void scan(String from, Visitor visitor) {
    root.scan(from, visitor);
  }

  /// Takes one key after the other.
  interface Visitor {
    /// @return whether to go on
    boolean visit(String key, Slot slot);
  }

  /// Builds a tree from keys that come in order, faster than one write each.
  static final class Builder {
    private final List<Node> leaves = new ArrayList<>();
    private final String[] keys = new String[WIDTH];
    private final Slot[] slots = new Slot[WIDTH];
    private int count;
    private int size;
    private @Nullable String last;

    /// @return false, and nothing changed, if `key` does not come after the one before
    boolean add(String key, Slot slot) {
      String before = last;
      if (before != null && before.compareTo(key) >= 0) {
        return false;
      }
      if (count == WIDTH * 3 / 4) { // room for writes before the leaf splits
        flush();
      }
      keys[count] = key;
      slots[count] = slot;
      count++;
      size++;
      last = key;
      return true;
    }

    private void flush() {
      leaves.add(new Leaf(Arrays.copyOf(keys, count), Arrays.copyOf(slots, count)));
      count = 0;
    }

    KeyTree build() {
      if (size == 0) {
        return EMPTY;
      }
      flush();
      List<Node> level = leaves;
      while (level.size() > 1) {
        var above = new ArrayList<Node>();
        for (int i = 0; i < level.size(); i += WIDTH) {
          above.add(
              Branch.over(
                  level.subList(i, Math.min(i + WIDTH, level.size())).toArray(new Node[0])));
        }
        level = above;
      }
      return new KeyTree(level.getFirst(), size);
    }
  }

  private sealed interface Node {
    /// This node with the write applied: one node, or two when it had to split.
    Node[] with(String key, Slot slot);

    String firstKey();

    boolean scan(String from, Visitor visitor);
  }

  private static final class Leaf implements Node {
    final String[] keys;
    final Slot[] slots;

    Leaf(String[] keys, Slot[] slots) {
      this.keys = keys;
      this.slots = slots;
    }

    @Override
    public Node[] with(String key, Slot slot) {
      int found = Arrays.binarySearch(keys, key);
      if (found >= 0) {
        Slot[] changed = slots.clone();
        changed[found] = slot;
        return new Node[] {new Leaf(keys, changed)};
      }
      int at = -found - 1;
      String[] moreKeys = inserted(keys, new String[keys.length + 1], at, key);
      Slot[] moreSlots = inserted(slots, new Slot[slots.length + 1], at, slot);
      if (moreKeys.length <= WIDTH) {
        return new Node[] {new Leaf(moreKeys, moreSlots)};
      }
      int half = splitPoint(moreKeys.length, at);
      return new Node[] {
        new Leaf(Arrays.copyOf(moreKeys, half), Arrays.copyOf(moreSlots, half)),
        new Leaf(
            Arrays.copyOfRange(moreKeys, half, moreKeys.length),
            Arrays.copyOfRange(moreSlots, half, moreSlots.length))
      };
    }

    @Override
    public String firstKey() {
      return keys[0];
    }

    @Override
    public boolean scan(String from, Visitor visitor) {
      int found = Arrays.binarySearch(keys, from);
      for (int i = found < 0 ? -found - 1 : found; i < keys.length; i++) {
        if (!visitor.visit(keys[i], slots[i])) {
          return false;
        }
      }
      return true;
    }
  }

  private static final class Branch implements Node {
    /// The lowest key of each child but the first, whose place is everything below.
    final String[] bounds;

    final Node[] children;

    private Branch(String[] bounds, Node[] children) {
      this.bounds = bounds;
      this.children = children;
    }

    static Branch over(Node[] children) {
      String[] bounds = new String[children.length - 1];
      for (int i = 0; i < bounds.length; i++) {
        bounds[i] = children[i + 1].firstKey();
      }
      return new Branch(bounds, children);
    }

    int childOf(String key) {
      int found = Arrays.binarySearch(bounds, key);
      return found >= 0 ? found + 1 : -found - 1;
    }

    @Override
    public Node[] with(String key, Slot slot) {
      int at = childOf(key);
      Node[] parts = children[at].with(key, slot);
      if (parts.length == 1) {
        Node[] changed = children.clone();
        changed[at] = parts[0];
        return new Node[] {new Branch(bounds, changed)};
      }
      Node[] more = inserted(children, new Node[children.length + 1], at + 1, parts[1]);
      more[at] = parts[0];
      String[] moreBounds =
          inserted(bounds, new String[bounds.length + 1], at, parts[1].firstKey());
      if (more.length <= WIDTH) {
        return new Node[] {new Branch(moreBounds, more)};
      }
      int half = splitPoint(more.length, at + 1);
      return new Node[] {
        new Branch(Arrays.copyOf(moreBounds, half - 1), Arrays.copyOf(more, half)),
        new Branch(
            Arrays.copyOfRange(moreBounds, half, moreBounds.length),
            Arrays.copyOfRange(more, half, more.length))
      };
    }

    @Override
    public String firstKey() {
      return children[0].firstKey();
    }

    @Override
    public boolean scan(String from, Visitor visitor) {
      for (int i = childOf(from); i < children.length; i++) {
        if (!children[i].scan(from, visitor)) {
          return false;
        }
      }
      return true;
    }
  }

  /// Keys often come in order (time stamps, counters): a split at the end leaves full nodes behind.
  private static int splitPoint(int length, int at) {
    return at == length - 1 ? length - 1 : length / 2;
  }

  private static <T> T[] inserted(T[] from, T[] into, int at, T item) {
    System.arraycopy(from, 0, into, 0, at);
    into[at] = item;
    System.arraycopy(from, at, into, at + 1, from.length - at);
    return into;
  }
}
