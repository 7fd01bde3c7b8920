import type { Hardware } from '../../../core/control/schemas/hardware.ts';
import { Definitions } from '../../components/data/Definitions.tsx';
import { Empty } from '../../components/data/Empty.tsx';
import { Panel } from '../../components/heads/Panel.tsx';
import { formatEnergy } from '../../format/measures.ts';
import { energyToday } from '../../store/selectors/hardware.ts';
import styles from './hardware.module.css';

/** Energy since midnight, by device, split by what it was spent on. */
export function EnergyPanel({ energy }: { readonly energy: Hardware['energy'] }) {
  const { idle, serving } = energyToday(energy);
  return (
    <Panel title="Energy today" meta={energy.length > 0 ? formatEnergy(idle + serving) : ''} padded={energy.length > 0}>
      {energy.length === 0 ? (
        <Empty title="Not measured" text="No device here tells its power, so its energy is not known." />
      ) : (
        <Definitions
          items={energy.flatMap(({ device, idleJoules, servingJoules }) => [
            { id: `${device} serving`, name: `${device}, serving`, value: formatEnergy(servingJoules) },
            {
              id: `${device} idle`,
              name: `${device}, idle`,
              value: <span className={styles.soft}>{formatEnergy(idleJoules)}</span>,
            },
          ])}
        />
      )}
    </Panel>
  );
}
