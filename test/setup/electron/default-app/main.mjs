// What Electron runs when it is started with the folder of an app: `electron [-r MODULE] FOLDER`.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from 'electron';

const modules = [];
let target;
for (let index = 1; index < process.argv.length && target === undefined; index += 1) {
  const argument = process.argv[index];
  if (argument === '-r' || argument === '--require') modules.push(process.argv[++index]);
  else if (!argument.startsWith('-')) target = resolve(argument);
}

const require = createRequire(join(process.cwd(), 'package.json'));
for (const name of modules) require(name);

if (target === undefined) {
  process.stderr.write('Name the folder of an app.\n');
  app.exit(64);
} else {
  const descriptionFile = join(target, 'package.json');
  const description = existsSync(descriptionFile) ? JSON.parse(readFileSync(descriptionFile, 'utf8')) : undefined;
  const name = description?.productName ?? description?.name;
  if (name) app.setName(name);
  if (description?.version) app.setVersion(description.version);
  app.setAppPath(description ? target : dirname(target));
  // Awaited, because Electron is not ready before this module has ended: calls that must come before `ready` still do.
  await import(pathToFileURL(description ? join(target, description.main ?? 'index.js') : target).href);
}
