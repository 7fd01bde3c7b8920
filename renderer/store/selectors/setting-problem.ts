import type { ExecutorError } from '../../../core/foundation/errors/index.ts';
import type { SettingProblem } from '../slices/settings.ts';

/** What `CONFIG_INVALID` says of one key. */
interface KeyProblem {
  readonly key: string;
  readonly line: number | null;
  readonly problem: string;
  readonly expected: string | null;
  readonly hint: string | null;
}

/** Why a key was not saved, in words that fit beside its field. */
export function settingProblemOf({ code, message, hint, details }: ExecutorError, key: string): SettingProblem {
  if (code === 'CONTROL_DOOR_DECLINED') return { kind: 'info', text: 'Not changed: you did not confirm it.' };
  if (code === 'CONFIG_NOT_SAVED' && details.reason === 'unusual form')
    return { kind: 'problem', text: 'Not saved: it is written in an unusual form. Change it in the file.' };
  const [first, ...others] = problemsOf(details);
  const own = [first, ...others].find((found) => found !== undefined && isAbout(found.key, key));
  if (own !== undefined) return { kind: 'problem', text: `It ${sentencesOf(own)}` };
  if (first !== undefined) {
    const line = first.line === null ? '' : ` in line ${first.line}`;
    return {
      kind: 'problem',
      text: `Not saved, because the file has a problem${line}: ${first.key || 'it'} ${sentencesOf(first)}`,
    };
  }
  return { kind: 'problem', text: `${message} ${hint}` };
}

/** True for the key itself and for what is inside of it: `network.bootstrap_peers[1]`. */
const isAbout = (found: string, key: string): boolean =>
  found === key || (/^[.[]/.test(found.slice(key.length)) && found.startsWith(key));

function sentencesOf({ problem, expected, hint }: KeyProblem): string {
  return [
    `${problem}.`,
    ...(expected === null ? [] : [`Expected: ${expected}.`]),
    ...(hint === null ? [] : [hint]),
  ].join(' ');
}

/** Everything that is wrong with a file, one sentence each, with its line. */
export function problemLines(details: unknown): readonly string[] {
  return problemsOf(details).map((found) => {
    const place = found.line === null ? '' : `Line ${found.line}: `;
    return `${place}${found.key || 'The file'} ${sentencesOf(found)}`;
  });
}

function problemsOf(details: unknown): readonly KeyProblem[] {
  const { problems } = (details ?? {}) as { problems?: unknown };
  return Array.isArray(problems) ? problems.filter(isKeyProblem) : [];
}

const isKeyProblem = (value: unknown): value is KeyProblem =>
  typeof value === 'object' && value !== null && 'key' in value && 'problem' in value && 'expected' in value;
