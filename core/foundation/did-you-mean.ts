/** The name nearest to a mistyped one; null when none is near enough to be meant. */
export function didYouMean(typed: string, names: Iterable<string>): string | null {
  const short = typed.slice(0, 64).toLowerCase();
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(short.length / 3)) + 1;
  for (const name of names) {
    const distance = editDistance(short, name.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [name, distance];
  }
  return best;
}

/** The names nearest to what was typed, best first: compared whole, by their last part and word by word. */
export function nearestNames(typed: string, names: Iterable<string>, count: number): readonly string[] {
  const short = typed.trim().slice(0, 64).toLowerCase().replace(/\s+/g, '_');
  const partsOf = (name: string) => new Set([name, name.slice(name.lastIndexOf('.') + 1), ...name.split(/[._]/)]);
  const distanceTo = (part: string) => editDistance(short, part) / Math.max(short.length, part.length, 1);
  return [...names]
    .map((name) => ({ name, distance: Math.min(...[...partsOf(name.toLowerCase())].map(distanceTo)) }))
    .filter(({ distance }) => distance < 0.6)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, count)
    .map(({ name }) => name);
}

/** Fewest insertions, deletions, replacements and exchanges of neighbours that turn `a` into `b`. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isExchange = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const exchanged = isExchange ? (before[j - 2] ?? 0) + 1 : replaced;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, replaced, exchanged));
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}
