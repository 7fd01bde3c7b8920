import { expect, it } from 'vitest';
import { appliers } from '../../../../../core/executor/reload/appliers.ts';
import { settingList } from '../../../../../core/foundation/config/index.ts';
import { sections } from '../../../../../core/foundation/config/sections.ts';

const names = Object.keys(appliers) as (keyof typeof appliers)[];

it.each(names)('%s: keys that say they act at once have somebody who applies them', (name) => {
  const section = sections[name].name;
  const acting = settingList().filter((facts) => facts.section === section && facts.owner === 'now');
  const atOnce = acting.filter(({ reload }) => reload === 'now').map(({ key }) => key);
  if (appliers[name] === null) expect(atOnce).toEqual([]);
  else expect(atOnce).not.toEqual([]);
});
