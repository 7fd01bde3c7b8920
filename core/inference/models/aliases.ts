/** What the owner says of names, as the configuration file has it. */
export interface AliasSettings {
  readonly models: readonly { readonly name: string; readonly aliases: readonly string[] }[];
  /** Further name → id of a model, or another further name. */
  readonly modelAliases: Readonly<Record<string, string>>;
}

/** Further name → id of the model behind it, where it leads to one: names that lead back to themselves are left out. */
export function readAliases({ models, modelAliases }: AliasSettings): ReadonlyMap<string, string> {
  const steps = new Map(Object.entries(modelAliases));
  for (const { name, aliases } of models) for (const alias of aliases) if (!steps.has(alias)) steps.set(alias, name);
  const ends = [...steps.keys()].map((alias) => [alias, endOf(alias, steps)] as const);
  return new Map(ends.filter((pair): pair is [string, string] => pair[1] !== null));
}

/** Where a name leads to; null where it goes round. */
function endOf(alias: string, steps: ReadonlyMap<string, string>): string | null {
  const seen = new Set<string>();
  let name = alias;
  for (let next = steps.get(name); next !== undefined; next = steps.get(name)) {
    if (seen.has(name)) return null;
    seen.add(name);
    name = next;
  }
  return name;
}
