import type { Group } from '../../batching/index.ts';
import type { Entry } from '../entry.ts';
import { OrderedTree, TreeNode } from './ordered-tree.ts';

/** The requests of one group within a line. */
interface GroupLine {
  readonly group: Group;
  readonly order: OrderedTree<Entry>;
  /** Its first request among those of the other groups; null while the group has no room for more. */
  head: TreeNode<GroupLine> | null;
}

/**
 * The waiting requests of one lane: in their order, and by group, so that the first one whose group has room is found
 * without looking at those that have to wait. Everything takes O(log n).
 */
export class LaneLine {
  readonly #order = new OrderedTree<Entry>();
  readonly #groups = new Map<Group, GroupLine>();
  readonly #heads = new OrderedTree<GroupLine>();

  get size(): number {
    return this.#order.size;
  }

  insert(entry: Entry): void {
    const place = { key: entry.key, seq: entry.seq, weight: entry.serviceMs };
    entry.inLine = new TreeNode<Entry>(entry, place);
    entry.inGroup = new TreeNode<Entry>(entry, place);
    this.#order.insert(entry.inLine);
    let line = this.#groups.get(entry.group);
    if (!line) {
      line = { group: entry.group, order: new OrderedTree(), head: null };
      this.#groups.set(entry.group, line);
    }
    line.order.insert(entry.inGroup);
    this.#place(line);
  }

  /** @param entry - One that is in this line. */
  remove(entry: Entry): void {
    const line = this.#groups.get(entry.group);
    if (!line || !entry.inLine || !entry.inGroup) return;
    this.#order.remove(entry.inLine);
    line.order.remove(entry.inGroup);
    entry.inLine = null;
    entry.inGroup = null;
    this.#place(line);
    if (line.order.size === 0) this.#groups.delete(entry.group);
  }

  /** The first request whose group has room; null when there is none. */
  first(): Entry | null {
    return this.#heads.first()?.item.order.first()?.item ?? null;
  }

  /** The first request of a group. */
  firstOf(group: Group): Entry | null {
    return this.#groups.get(group)?.order.first()?.item ?? null;
  }

  /** The group has room now, or has none any more. */
  groupChanged(group: Group): void {
    const line = this.#groups.get(group);
    if (line) this.#place(line);
  }

  /** How many wait before it in this line. */
  countBefore(entry: Entry): number {
    return entry.inLine ? this.#order.countBefore(entry.inLine) : 0;
  }

  /** Expected time in slots of those before it, milliseconds. */
  workBefore(entry: Entry): number {
    return entry.inLine ? this.#order.weightBefore(entry.inLine) : 0;
  }

  /** The same of those of its own group. */
  groupWorkBefore(entry: Entry): number {
    const line = this.#groups.get(entry.group);
    return line && entry.inGroup ? line.order.weightBefore(entry.inGroup) : 0;
  }

  /** Expected time in slots of the first ones, milliseconds. */
  workOfFirst(count: number): number {
    return this.#order.weightOfFirst(count);
  }

  /** Puts the group where its first request belongs. */
  #place(line: GroupLine): void {
    const first = line.group.hasRoom ? line.order.first() : null;
    const { head } = line;
    if (head && first && head.seq === first.seq) return;
    if (head) this.#heads.remove(head);
    line.head = first ? new TreeNode<GroupLine>(line, first) : null;
    if (line.head) this.#heads.insert(line.head);
  }
}
