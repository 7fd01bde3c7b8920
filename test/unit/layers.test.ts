import { describe, expect, it } from 'vitest';
import { judgeImport, judgeReach } from '../utils/layer-rules.ts';
import { importsOf, readImports, readSource, sourceFiles } from '../utils/source-imports.ts';

const judge = (file: string, line: string) => importsOf(file, line).map(judgeImport);

describe('the layers', () => {
  it('hold in every source file', () => {
    const imports = readImports('core', 'electron', 'renderer');
    expect(imports.length).toBeGreaterThan(100);
    expect(imports.map(judgeImport).filter((problem) => problem !== undefined)).toEqual([]);
  });

  it('lead the window to nothing that needs Node', () => {
    expect(judgeReach(sourceFiles('renderer'))).toEqual([]);
  });

  it('keep the isomorphic rooms free of Node', () => {
    expect(judgeReach(sourceFiles('core/protocol', 'core/foundation/errors', 'core/foundation/units'))).toEqual([]);
  });
});

describe('an import is refused', () => {
  it.each([
    ['a package outside of its home', 'core/request/pipeline.ts', "import Database from 'better-sqlite3';"],
    ['libp2p outside of the network', 'core/executor/launch.ts', "import { createLibp2p } from 'libp2p';"],
    ['electron in the core', 'core/executor/launch.ts', "import { app } from 'electron';"],
    ['react in the main process', 'electron/main.ts', "import { useState } from 'react';"],
    ['the inside of another room', 'core/request/pipeline.ts', "import { keys } from '../identity/keys.ts';"],
    ['the inside of a room in the same group', 'core/money/ledger/a.ts', "import type { B } from '../pricing/b.ts';"],
    ['the shell in the core', 'core/cli/start.ts', "import { tray } from '../../electron/tray/index.ts';"],
    ['the window in the shell', 'electron/main.ts', "import { format } from '../renderer/format/index.ts';"],
    ['a private file of the shell in the window', 'renderer/a.tsx', "import { x } from '../electron/ipc/dispatch.ts';"],
    ['a dynamic one', 'core/cli/start.ts', "const { app } = await import('electron');"],
  ])('%s', (_title, file, line) => {
    expect(judge(file, line)).toEqual([expect.stringContaining(file)]);
  });

  it('that leads a file of the window to Node', () => {
    expect(judgeReach(['core/foundation/db/open.ts'])).toContain(
      'core/foundation/db/open.ts: node:fs is not for the window',
    );
  });
});

describe('the sources', () => {
  const files = sourceFiles('core', 'electron', 'renderer', 'test/setup', 'test/utils');

  it('stay short enough to be read', () => {
    const long = files.filter((file) => readSource(file).split('\n').length > 400);
    expect(long).toEqual([]);
  });

  it('speak of what was accrued, never of money in hand', () => {
    const forbidden = /\b(payouts?|profits?|balances?|earned)\b/i;
    const spoken = sourceFiles('core', 'electron', 'renderer');
    expect(spoken.filter((file) => forbidden.test(readSource(file)))).toEqual([]);
  });

  it('leave nothing for later and switch no check off', () => {
    const forbidden = /\b(TODO|FIXME|XXX)\b|@ts-(ignore|nocheck|expect-error)|\b(it|describe|test)\.(skip|only)\(/;
    expect(files.filter((file) => forbidden.test(readSource(file)))).toEqual([]);
  });
});
