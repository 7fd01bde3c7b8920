#!/usr/bin/env node
// Stands in for fpm where that cannot be downloaded: makes a deb with Debian's own dpkg-deb.
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { mustRun } from '../system/command.ts';
import { runTask } from '../system/task.ts';
import { formatControl, parseFpmArguments } from './fpm-arguments.ts';

runTask(async () => {
  const { artifact, fields, scripts, contents } = parseFpmArguments(process.argv.slice(2));
  const root = mkdtempSync(join(tmpdir(), 'lloom-deb-'));
  chmodSync(root, 0o755);
  try {
    for (const { from, to } of contents) {
      const target = join(root, to);
      mkdirSync(dirname(target), { recursive: true });
      cpSync(from, target, { recursive: statSync(from).isDirectory(), verbatimSymlinks: true });
    }
    const limitMs = 10 * 60_000;
    const installedKib = Number.parseInt(await mustRun('du', ['-sk', root], { limitMs }), 10);
    mkdirSync(join(root, 'DEBIAN'));
    writeFileSync(join(root, 'DEBIAN', 'control'), formatControl(fields, installedKib));
    for (const [name, file] of Object.entries(scripts)) {
      if (existsSync(file)) cpSync(file, join(root, 'DEBIAN', name));
      chmodSync(join(root, 'DEBIAN', name), 0o755);
    }
    await mustRun('dpkg-deb', ['--root-owner-group', '-Zgzip', '-z1', '--build', root, artifact], { limitMs });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
