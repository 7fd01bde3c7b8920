import { renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../../../../core/foundation/clock.ts';
import { saveConfigValues } from '../../../../../../core/foundation/config/index.ts';
import { ConfigWatch } from '../../../../../../core/foundation/config/watch/index.ts';
import { silentLogger } from '../../../../../../core/foundation/logger.ts';
import { eventually } from '../../../../../utils/network.ts';
import { tempFolder } from '../../../../../utils/temp-folder.ts';

/** A watch that has made its look at the start. */
async function watching(file: string, onChange: () => Promise<void> = async () => {}) {
  let told = 0;
  const watch = new ConfigWatch(
    {
      clock: systemClock,
      logger: silentLogger,
      async onChange() {
        told++;
        await onChange();
      },
    },
    { file },
  );
  await watch.start();
  onTestFinished(() => watch.stop());
  await eventually(() => told === 1);
  return {
    watch,
    told: () => told,
    /** Waits until it was told once more. */
    async tells(change: () => void | Promise<void>) {
      const before = told;
      await change();
      await eventually(() => told > before);
    },
  };
}

function newFile(text: string | null): string {
  const file = join(tempFolder(), 'config.toml');
  if (text !== null) writeFileSync(file, text);
  return file;
}

it('notices each of many ways to save', async () => {
  const file = newFile('[pricing]\n');
  const { tells } = await watching(file);
  await tells(() => writeFileSync(file, '# in place\n'));
  for (const text of ['# replaced\n', '# replaced again\n'])
    await tells(() => {
      writeFileSync(`${file}.new`, text);
      renameSync(`${file}.new`, file);
    });
  await tells(() => {
    renameSync(file, `${file}~`);
    writeFileSync(file, '# with a backup beside it\n');
  });
  await tells(() => saveConfigValues(file, { 'pricing.base_inbound_price': '0.0004' }));
  await tells(() => unlinkSync(file));
  await tells(() => writeFileSync(file, '# back again\n'));
  await tells(() => writeFileSync(file, '# and watched\n'));
});

it('notices a file that comes into being, and one that a link leads to', async () => {
  const file = newFile(null);
  const missing = await watching(file);
  await missing.tells(() => writeFileSync(file, '# new\n'));
  const link = join(tempFolder(), 'config.toml');
  symlinkSync(file, link);
  const linked = await watching(link);
  await linked.tells(() => writeFileSync(file, '# through the link\n'));
});

it('calls once for a burst, and again for what came during a call', async () => {
  const file = newFile('');
  let release = () => {};
  const looked = await watching(file, () => new Promise((resolve) => (release = resolve)));
  release();
  await looked.tells(() => {
    for (let i = 0; i < 50; i++) writeFileSync(file, `# ${i}\n`);
  });
  expect(looked.told()).toBe(2);
  // The second call is still under way; another watch shows that the signs have come.
  const other = await watching(file);
  await other.tells(() => writeFileSync(file, '# during the call\n'));
  await other.tells(() => writeFileSync(file, '# and once more\n'));
  onTestFinished(() => release());
  expect(looked.told()).toBe(2);
  release();
  await eventually(() => looked.told() === 3);
});

it('does not wait for ever where changes never stop', async () => {
  const file = newFile('');
  const { told } = await watching(file);
  let count = 0;
  const writing = setInterval(() => writeFileSync(file, `# ${count++}\n`), 50);
  onTestFinished(() => clearInterval(writing));
  await eventually(() => told() > 1);
});

it('is silent after it was stopped, and can be stopped twice', async () => {
  const file = newFile('');
  const { watch, told } = await watching(file);
  await watch.stop();
  await watch.stop();
  writeFileSync(file, '# nobody looks\n');
  rmSync(file);
  const other = await watching(newFile(''));
  expect(other.told()).toBe(1);
  expect(told()).toBe(1);
});
