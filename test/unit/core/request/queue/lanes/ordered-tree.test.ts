import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OrderedTree, TreeNode } from '../../../../../../core/request/queue/lanes/ordered-tree.ts';

type Node = TreeNode<number>;

describe('OrderedTree', () => {
  it('does what a sorted array does, whatever is inserted and removed', () => {
    const step = fc.oneof(
      fc.record({ insert: fc.integer({ min: -20, max: 20 }), weight: fc.nat(9) }),
      fc.record({ remove: fc.nat(200) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const tree = new OrderedTree<number>();
        const sorted: Node[] = [];
        for (const [seq, action] of steps.entries()) {
          if ('insert' in action) {
            const node: Node = new TreeNode(seq, { key: action.insert, seq, weight: action.weight });
            tree.insert(node);
            sorted.push(node);
            sorted.sort((a, b) => a.key - b.key || a.seq - b.seq);
          } else if (sorted.length > 0) {
            const [node] = sorted.splice(action.remove % sorted.length, 1);
            if (node) tree.remove(node);
          }
          expect(tree.size).toBe(sorted.length);
          expect(tree.first()).toBe(sorted[0] ?? null);
          let weight = 0;
          for (const [index, node] of sorted.entries()) {
            expect(tree.countBefore(node)).toBe(index);
            expect(tree.weightBefore(node)).toBe(weight);
            expect(tree.weightOfFirst(index)).toBe(weight);
            weight += node.weight;
          }
          expect(tree.weightOfFirst(sorted.length + 3)).toBe(weight);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('stays shallow when keys come in order', () => {
    const tree = new OrderedTree<number>();
    const nodes = Array.from({ length: 20_000 }, (_, seq) => new TreeNode(seq, { key: 0, seq }));
    for (const node of nodes) tree.insert(node);
    const depthOf = (node: Node) => {
      let depth = 0;
      for (let at: Node | null = node; at; at = at.parent) depth += 1;
      return depth;
    };
    // A balanced tree has 15 levels; by chance they become about two and a half times as many.
    expect(Math.max(...nodes.map(depthOf))).toBeLessThan(60);
  });
});
