import { didYouMean } from '../../did-you-mean.ts';
import type { ConfigProblem } from '../problems.ts';
import { rootSchema } from '../sections.ts';
import { formatKeyPath, type KeyPath } from './key-path.ts';
import { settingList } from './setting-list.ts';
import { schemaInside, shapeOf } from './shape.ts';

/**
 * What to say of a name that there is not: the nearest one beside it, or where a key of that name is.
 *
 * @param path - Ends with the unknown name, or goes on behind it.
 * @param isSection - True where the name stands for a table of its own at the root.
 */
export function unknownName(path: KeyPath, isSection = true): Omit<ConfigProblem, 'source' | 'line'> {
  const { names, at } = knownBeside(path);
  const typed = String(path[at] ?? '');
  const near = didYouMean(typed, names);
  const elsewhere = settingList().find(({ key }) => key.endsWith(`.${path.at(-1)}`));
  let hint = `Known here: ${names.join(', ')}.`;
  if (near !== null) hint = `Did you mean "${near}"?`;
  else if (elsewhere !== undefined) hint = `There is ${elsewhere.key}.`;
  else if (names.length === 0) hint = 'Nothing goes on there.';
  return {
    key: formatKeyPath(path.slice(0, at + 1)),
    problem: `is not a known ${at === 0 && isSection ? 'section' : 'key'}`,
    expected: null,
    hint,
  };
}

/** The names that may stand where the first unknown one stands, and the index of that one. */
function knownBeside(path: KeyPath): { readonly names: readonly string[]; readonly at: number } {
  let schema = rootSchema as Parameters<typeof schemaInside>[0];
  for (const [at, part] of path.entries()) {
    const inside = schemaInside(schema, part);
    if (inside === null) {
      const shape = shapeOf(schema);
      return { names: shape.kind === 'table' ? Object.keys(shape.keys) : [], at };
    }
    schema = inside;
  }
  return { names: [], at: path.length - 1 };
}
