import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../system/project.ts';

// Knip reads sources through the JavaScript API of TypeScript, which ended with TypeScript 6.
// It gets the last version that has it, installed beside ours under another name.
registerHooks({
  resolve: (specifier, context, next) => next(specifier === 'typescript' ? 'typescript-js' : specifier, context),
});

process.argv[1] = join(projectRoot, 'node_modules', 'knip', 'dist', 'cli.js');
await import(pathToFileURL(process.argv[1]).href);
