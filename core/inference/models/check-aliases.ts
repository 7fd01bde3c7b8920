/** Keys that hold for a name; the others hold for the model behind it. */
const keysOfNames: ReadonlySet<string> = new Set([
  'name',
  'enabled',
  'aliases',
  'context_length',
  'inbound_price',
  'outbound_price',
  'capabilities',
]);

interface Step {
  readonly alias: string;
  readonly target: string;
  readonly path: readonly (string | number)[];
}

type Report = (path: readonly (string | number)[], problem: string) => void;

/**
 * What is wrong with the further names of models as a whole: names that lead back to themselves, or to two models, and
 * keys of the model at a further name of it.
 *
 * @param sections - The whole configuration; parts of it may be anything.
 */
export function checkAliases(sections: Readonly<Record<string, unknown>>, report: Report): void {
  const steps = readSteps(sections);
  const next = new Map(steps.map(({ alias, target }) => [alias, target]));
  for (const { alias, path } of steps) if (leadsBack(alias, next)) report(path, 'leads back to itself');
  const firsts = new Map<string, string>();
  for (const { alias, target, path } of steps) {
    const first = firsts.get(alias) ?? target;
    firsts.set(alias, first);
    if (first !== target) report(path, 'is a further name of another model as well');
  }
  for (const path of misplacedKeys(sections, firsts))
    report(path, 'stands at a further name of a model, and holds for the model itself only');
}

function leadsBack(alias: string, next: ReadonlyMap<string, string>): boolean {
  const seen = new Set<string>();
  for (let name = next.get(alias); name !== undefined && !seen.has(name); name = next.get(name)) {
    if (name === alias) return true;
    seen.add(name);
  }
  return false;
}

function readSteps(sections: Readonly<Record<string, unknown>>): Step[] {
  const named = Object.entries(recordOf(sections.model_aliases)).flatMap(([alias, target]) =>
    typeof target === 'string' ? [{ alias, target, path: ['model_aliases', alias] }] : [],
  );
  const listed = itemsOf(sections).flatMap(({ index, item }) => {
    const { name, aliases } = item;
    if (typeof name !== 'string' || !Array.isArray(aliases)) return [];
    return aliases.flatMap((alias: unknown, at) =>
      typeof alias === 'string' ? [{ alias, target: name, path: ['models', index, 'aliases', at] }] : [],
    );
  });
  return [...named, ...listed];
}

function misplacedKeys(sections: Readonly<Record<string, unknown>>, aliases: ReadonlyMap<string, string>) {
  return itemsOf(sections).flatMap(({ index, item }) => {
    if (typeof item.name !== 'string' || !aliases.has(item.name)) return [];
    const wrong = Object.keys(item).filter((key) => !keysOfNames.has(key) && item[key] != null);
    return wrong.map((key) => ['models', index, key]);
  });
}

function itemsOf({ models }: Readonly<Record<string, unknown>>) {
  return Array.isArray(models) ? models.map((item: unknown, index) => ({ index, item: recordOf(item) })) : [];
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as never) : {};
}
