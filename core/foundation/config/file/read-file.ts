import { readFile, stat } from 'node:fs/promises';
import { parse, TomlError, type TomlTable } from 'smol-toml';
import { ExecutorError } from '../../errors/index.ts';
import type { ConfigProblem } from '../problems.ts';

/** Larger than any real configuration by a factor of a hundred. */
const maxFileBytes = 1024 * 1024;

/**
 * The text of a configuration file, with a byte order mark if it has one.
 *
 * @returns Null when there is no file.
 * @throws `CONFIG_UNREADABLE` when it is not a readable UTF-8 file of at most 1 MiB.
 */
export async function readConfigText(file: string): Promise<string | null> {
  let bytes: Uint8Array;
  try {
    const { size } = await stat(file);
    if (size > maxFileBytes) throw new ExecutorError('CONFIG_UNREADABLE', { file, reason: 'larger than 1 MiB' });
    bytes = await readFile(file);
  } catch (error) {
    if (error instanceof ExecutorError) throw error;
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown';
    if (reason === 'ENOENT') return null;
    throw new ExecutorError('CONFIG_UNREADABLE', { file, reason }, { cause: error });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new ExecutorError('CONFIG_UNREADABLE', { file, reason: 'not UTF-8 text; save it as UTF-8' });
  }
}

/** A table, or what is wrong with the text's form. */
export type ParsedConfig = { readonly table: TomlTable } | { readonly problem: ConfigProblem };

/** Reads a TOML text. */
export function parseConfigText(text: string, file: string): ParsedConfig {
  try {
    const options = { integersAsBigInt: 'asNeeded', maxDepth: 32, unsafeKeyBehaviour: 'throw' } as const;
    return { table: parse(text.replace(/^\uFEFF/, ''), options) };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    return { problem: { source: file, line: error.line, key: '', expected: null, ...syntaxProblem(error, text) } };
  }
}

/** Only the first line of the parser's message: the others quote the file, which may hold an access key. */
function syntaxProblem(error: TomlError, text: string): Pick<ConfigProblem, 'problem' | 'hint'> {
  const reason = (error.message.split('\n')[0] ?? '').replace(/^Invalid TOML document: /, '');
  const line = text.split('\n')[error.line - 1] ?? '';
  return {
    problem: `is not valid TOML: ${reason}`,
    hint: /"[^"]*\\/.test(line) ? 'Put paths of Windows in single quotes.' : 'Compare with https://toml.io/en/v1.0.0.',
  };
}
