import { Stethoscope } from 'lucide-react';
import { Button } from '../../components/controls/Button.tsx';
import type { Column } from '../../components/data/columns.ts';
import { DataTable } from '../../components/data/DataTable.tsx';
import { Empty } from '../../components/data/Empty.tsx';
import { Skeleton } from '../../components/data/Skeleton.tsx';
import { Panel } from '../../components/heads/Panel.tsx';
import { Mark } from '../../components/status/Mark.tsx';
import { Age } from '../../components/Time.tsx';
import { useActions, useApp } from '../../store/context.tsx';
import { type Place, placesOf } from '../../store/selectors/doctor.ts';
import text from '../../styles/text.module.css';
import styles from './overview.module.css';

const columns: readonly Column<Place>[] = [
  {
    id: 'program',
    header: 'Program',
    rowHeader: true,
    cell: ({ kind, name }) => (
      <span className={text.row}>
        <Mark kind={kind} spoken="" />
        {name}
      </span>
    ),
  },
  {
    id: 'address',
    header: 'Address',
    needs: 'medium',
    cell: ({ address }) => <span className={text.mono}>{address}</span>,
  },
  { id: 'answer', header: 'Answer', cell: (place) => <Answer place={place} /> },
];

/** Every place where a model program could be, and what was there. */
export function WhereWeLooked() {
  const { doctor, busy } = useApp((state) => ({ doctor: state.doctor, busy: state.busy.has('doctor') }));
  const actions = useActions();
  const { value: reports, error, receivedAtMs } = doctor;
  return (
    <Panel
      title="Where we looked"
      meta={
        receivedAtMs === null ? (
          'looking now'
        ) : (
          <>
            <Age atMs={receivedAtMs} />, on this PC only
          </>
        )
      }
      actions={
        <Button kind="quiet" small icon={Stethoscope} busy={busy} onClick={() => actions.openDoctor(true)}>
          {busy ? 'Looking' : 'See the whole test'}
        </Button>
      }
    >
      {reports !== null ? (
        <DataTable label="Where we looked" columns={columns} rows={placesOf(reports)} rowId={({ id }) => id} twoLines />
      ) : error ? (
        <Empty title={error.message} text={error.hint} />
      ) : (
        <Skeleton label="where we look" />
      )}
    </Panel>
  );
}

function Answer({ place: { finding, fix } }: { readonly place: Place }) {
  return (
    <span className={styles.found}>
      {finding}
      {fix && <span className={text.subline}>{fix}</span>}
    </span>
  );
}
