import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { projectRoot } from '../setup/system/project.ts';

/** One import statement of a source file. */
export interface SourceImport {
  /** File that imports, relative to the checkout, with slashes. */
  readonly from: string;
  /** File of the checkout in the same form, or the name of a package as it is written. */
  readonly to: string;
  readonly isPackage: boolean;
  /** True for `import type` and `export type`, which leave nothing behind at run time. */
  readonly isTypeOnly: boolean;
}

const importPattern =
  /^\s*(?:import|export)\s+(type\s)?[^'";]*?from\s+'([^']+)'|^\s*import\s+'([^']+)'|\bimport\('([^']+)'\)/gm;

/** Source files below these folders of the checkout, relative, with slashes. */
export function sourceFiles(...folders: readonly string[]): readonly string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(ts|tsx|mjs)$/.test(path))
      .map((path) => posix.join(folder, path.replaceAll('\\', '/')))
      .sort(),
  );
}

/** Text of a file of the checkout. */
export function readSource(file: string): string {
  return readFileSync(join(projectRoot, file), 'utf8');
}

/** Every import of a source text; relative ones resolved against `file`. */
export function importsOf(file: string, text: string): readonly SourceImport[] {
  return [...text.matchAll(importPattern)].map((match) => {
    const specifier = match[2] ?? match[3] ?? match[4] ?? '';
    const isPackage = !specifier.startsWith('.');
    const to = isPackage ? specifier : posix.join(posix.dirname(file), specifier);
    return { from: file, to, isPackage, isTypeOnly: match[1] !== undefined };
  });
}

/** Every import of the sources below these folders. */
export function readImports(...folders: readonly string[]): readonly SourceImport[] {
  return sourceFiles(...folders).flatMap((file) => importsOf(file, readSource(file)));
}
