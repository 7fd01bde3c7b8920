/** Something in the order, and its place in the tree. Belongs to one tree at a time. */
export class TreeNode<Item> {
  readonly item: Item;
  /** Small first; among equals the lower sequence number. */
  readonly key: number;
  readonly seq: number;
  /** What {@link OrderedTree.weightBefore} sums up. */
  readonly weight: number;
  /** Decides how deep the node lies; spreads evenly, whatever the order of arrival. */
  readonly depthChance: number;
  size = 1;
  total: number;
  parent: TreeNode<Item> | null = null;
  left: TreeNode<Item> | null = null;
  right: TreeNode<Item> | null = null;

  constructor(item: Item, order: { readonly key: number; readonly seq: number; readonly weight?: number }) {
    this.item = item;
    this.key = order.key;
    this.seq = order.seq;
    this.weight = order.weight ?? 0;
    this.total = this.weight;
    this.depthChance = scatter(order.seq);
  }
}

/**
 * A sorted list where inserting, removing from anywhere, and counting (or weighing) what lies before an item take
 * O(log n): a treap that knows the size of its branches.
 */
export class OrderedTree<Item> {
  #root: TreeNode<Item> | null = null;

  get size(): number {
    return this.#root?.size ?? 0;
  }

  /** The smallest; null when empty. */
  first(): TreeNode<Item> | null {
    let node = this.#root;
    while (node?.left) node = node.left;
    return node;
  }

  insert(node: TreeNode<Item>): void {
    let parent: TreeNode<Item> | null = null;
    let below = this.#root;
    while (below) {
      parent = below;
      parent.size += 1;
      parent.total += node.weight;
      below = isBefore(node, parent) ? parent.left : parent.right;
    }
    node.parent = parent;
    if (!parent) this.#root = node;
    else if (isBefore(node, parent)) parent.left = node;
    else parent.right = node;
    while (node.parent && node.depthChance < node.parent.depthChance) this.#lift(node);
  }

  /** @param node - One that is in this tree. */
  remove(node: TreeNode<Item>): void {
    for (;;) {
      const { left, right } = node;
      if (left && right) this.#lift(left.depthChance < right.depthChance ? left : right);
      else if (left || right) this.#lift((left ?? right) as TreeNode<Item>);
      else break;
    }
    const { parent } = node;
    if (!parent) this.#root = null;
    else if (parent.left === node) parent.left = null;
    else parent.right = null;
    for (let above = parent; above; above = above.parent) {
      above.size -= 1;
      above.total -= node.weight;
    }
    node.parent = null;
  }

  /** How many lie before a node of this tree. */
  countBefore(node: TreeNode<Item>): number {
    let count = node.left?.size ?? 0;
    for (let at = node; at.parent; at = at.parent) {
      if (at.parent.right === at) count += 1 + (at.parent.left?.size ?? 0);
    }
    return count;
  }

  /** The sum of the weights before a node of this tree. */
  weightBefore(node: TreeNode<Item>): number {
    let sum = node.left?.total ?? 0;
    for (let at = node; at.parent; at = at.parent) {
      if (at.parent.right === at) sum += at.parent.weight + (at.parent.left?.total ?? 0);
    }
    return sum;
  }

  /** The sum of the first `count` weights. */
  weightOfFirst(count: number): number {
    let sum = 0;
    let left = count;
    let node = this.#root;
    while (node && left > 0) {
      const before = node.left?.size ?? 0;
      if (left <= before) {
        node = node.left;
        continue;
      }
      sum += (node.left?.total ?? 0) + node.weight;
      left -= before + 1;
      node = node.right;
    }
    return sum;
  }

  /** Swaps a node with its parent, so that it lies one higher; the order stays. */
  #lift(node: TreeNode<Item>): void {
    const parent = node.parent as TreeNode<Item>;
    const above = parent.parent;
    const moved = parent.left === node ? node.right : node.left;
    if (parent.left === node) {
      parent.left = moved;
      node.right = parent;
    } else {
      parent.right = moved;
      node.left = parent;
    }
    if (moved) moved.parent = parent;
    parent.parent = node;
    node.parent = above;
    if (!above) this.#root = node;
    else if (above.left === parent) above.left = node;
    else above.right = node;
    measure(parent);
    measure(node);
  }
}

function isBefore<Item>(a: TreeNode<Item>, b: TreeNode<Item>): boolean {
  return a.key < b.key || (a.key === b.key && a.seq < b.seq);
}

function measure<Item>(node: TreeNode<Item>): void {
  node.size = 1 + (node.left?.size ?? 0) + (node.right?.size ?? 0);
  node.total = node.weight + (node.left?.total ?? 0) + (node.right?.total ?? 0);
}

/** A number that looks like chance: the same for the same input, and no pattern for neighbours. */
function scatter(seq: number): number {
  let bits = Math.imul(seq ^ (seq >>> 16), 0x45d9f3b);
  bits = Math.imul(bits ^ (bits >>> 16), 0x45d9f3b);
  return (bits ^ (bits >>> 16)) >>> 0;
}
