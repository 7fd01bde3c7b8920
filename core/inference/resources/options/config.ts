import { familyOfKind, titleOfKind } from './families.ts';
import { type OptionKey, optionKeys, optionTable } from './table.ts';

/** A key that was set, as the configuration knows it. */
export interface SetKey {
  /** As in `models[0].cpu_cores`. */
  readonly key: string;
  /** Its path; numbers are items of lists. */
  readonly path: readonly (string | number)[];
  readonly value: unknown;
}

/** An option that a program does not let us set. */
export interface RefusedOption {
  readonly key: string;
  /** Whole sentences, one for each program. */
  readonly sentences: readonly string[];
  /** True where it acts with another configured program. */
  readonly actsElsewhere: boolean;
}

/**
 * The options that some configured program does not let us set. What asks for nothing is none of them.
 *
 * @param kinds - Kinds of the configured backends.
 */
export function refusedOptions(
  keys: readonly SetKey[],
  kinds: readonly string[],
  platform: NodeJS.Platform = process.platform,
): readonly RefusedOption[] {
  const programs = [...new Set(kinds)].filter((kind) => Object.hasOwn(familyOfKind, kind));
  return keys.flatMap(({ key, path, value }) => {
    const option = optionOf(path);
    if (option === null || asksForNothing(value)) return [];
    const sentences = [
      ...programs.flatMap((kind) => sentenceOf(option, kind) ?? []),
      ...elsewhere(option, path, value, platform),
    ];
    if (sentences.length === 0) return [];
    const actsElsewhere = programs.some((kind) => sentenceOf(option, kind) === null);
    return [{ key, sentences, actsElsewhere: actsElsewhere && elsewhere(option, path, value, platform).length === 0 }];
  });
}

/** What a program says to an option; null where it acts. */
export function sentenceOf(option: OptionKey, kind: string): string | null {
  const cell = optionTable[option][familyOfKind[kind] ?? 'served'];
  return 'refused' in cell ? `${titleOfKind[kind]} ${cell.refused}` : null;
}

/** What is refused whatever the program is. */
function elsewhere(
  option: OptionKey,
  path: SetKey['path'],
  value: unknown,
  platform: NodeJS.Platform,
): readonly string[] {
  if (option === 'resources.cpu.cpu_affinity' && platform !== 'linux')
    return ['This system has no command that keeps a process on certain cores.'];
  if (option === 'resources.cpu.thread_pools' && path.at(-1) === 'name' && value === 'preprocessing')
    return ['Nothing here has threads of its own beside those of a model: only the pool "inference" can be set.'];
  return [];
}

function optionOf(path: SetKey['path']): OptionKey | null {
  const name = path.filter((part) => typeof part === 'string').join('.');
  return optionKeys.find((option) => name === option || name.startsWith(`${option}.`)) ?? null;
}

function asksForNothing(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value === null || value === undefined || value === false || value === 0 || value === '';
}
