import { type ConfigEntry, tomlLiteral } from '../../foundation/config/index.ts';
import { Secret } from '../../foundation/secret.ts';

/** One key as `--json` has it; of a secret only whether it is set. */
export function entryValue({ key, value, facts, from, source, line }: ConfigEntry) {
  const isSecret = facts.kind === 'secret' || value instanceof Secret;
  return {
    key,
    value: isSecret ? null : jsonSafe(value),
    isSet: value !== null,
    isSecret,
    source: from,
    place: from === 'default' ? null : source,
    line: from === 'file' ? line : null,
    default: isSecret ? null : facts.default,
    owner: facts.owner,
    reload: facts.reload,
    door: facts.door,
  };
}

/** Whole numbers too large for JSON become text. */
function jsonSafe(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, inside) => (typeof inside === 'bigint' ? String(inside) : inside)));
}

/** Its value as TOML writes it; of a secret only whether it is set. */
export function valueText({ value, facts }: ConfigEntry): string {
  if (value === null) return 'not set';
  return facts.kind === 'secret' || value instanceof Secret ? 'set' : tomlLiteral(value);
}

/** Who gave it: `default`, `line 12`, `environment LLM_API_KEY`, `option`. */
export function sourceText({ from, source, line }: ConfigEntry): string {
  if (from === 'file') return line === null ? 'file' : `line ${line}`;
  return from === 'environment' ? source : from;
}
