import type { Hardware } from '../../../core/control/schemas/hardware.ts';
import { Empty } from '../../components/data/Empty.tsx';
import { Panel } from '../../components/heads/Panel.tsx';
import { CheckList } from '../../components/status/CheckList.tsx';
import type { MarkKind } from '../../components/status/Mark.tsx';

const kinds: Readonly<Record<Hardware['probes'][number]['state'], MarkKind>> = {
  ok: 'good',
  'not-available': 'none',
  failed: 'warning',
};

/** Where the numbers come from. A tool that is not there is no fault. */
export function ProbesPanel({ probes }: { readonly probes: Hardware['probes'] }) {
  const good = probes.filter(({ state }) => state === 'ok').length;
  return (
    <Panel title="Probes" meta={probes.length > 0 ? `${good} of ${probes.length} tell something` : ''}>
      {probes.length === 0 ? (
        <Empty title="No probe has looked yet" text="The first readings come within seconds of the start." />
      ) : (
        <CheckList
          items={probes.map(({ name, state, detail }) => ({ id: name, kind: kinds[state], title: name, detail }))}
        />
      )}
    </Panel>
  );
}
