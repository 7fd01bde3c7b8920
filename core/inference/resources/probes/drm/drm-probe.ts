import type { Clock } from '../../../../foundation/clock.ts';
import type { Surroundings } from '../../surroundings.ts';
import type { Probe, SeenGpu } from '../probe.ts';
import { CardNames } from './card-names.ts';
import { CardUsers } from './card-users.ts';
import { readCards } from './cards.ts';

/** The GPUs of AMD and Intel under Linux, by files of the kernel. Intel's tells neither load nor memory there. */
export function drmProbe(modules: { clock: Clock }, surroundings: Surroundings): Probe<readonly SeenGpu[]> {
  const names = new CardNames(surroundings);
  const users = new CardUsers(modules, surroundings);
  return {
    name: 'sysfs',
    everyMs: 0,
    async look(signal) {
      const cards = await readCards(surroundings.sysRoot);
      if (cards.length === 0) return { state: 'not-available', detail: 'There is no GPU of AMD or Intel.' };
      const byCard = await users.find(signal);
      const value = await Promise.all(
        cards.map(async (card) => ({
          ...card.gpu,
          name: await names.nameOf(card, signal),
          processes: byCard.get(card.slot) ?? [],
        })),
      );
      return { state: 'ok', value, detail: cards.length === 1 ? 'One GPU.' : `${cards.length} GPUs.` };
    },
  };
}
