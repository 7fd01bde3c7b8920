import { FileCog } from 'lucide-react';
import { useMemo } from 'react';
import { Button } from '../../components/controls/Button.tsx';
import type { Column } from '../../components/data/columns.ts';
import { DataTable } from '../../components/data/DataTable.tsx';
import { Empty } from '../../components/data/Empty.tsx';
import { Skeleton } from '../../components/data/Skeleton.tsx';
import { Panel } from '../../components/heads/Panel.tsx';
import { Mark } from '../../components/status/Mark.tsx';
import { formatBytes } from '../../format/counts.ts';
import { useActions, useApp } from '../../store/context.tsx';
import { type CatalogueRow, catalogueRows } from '../../store/selectors/models.ts';
import text from '../../styles/text.module.css';
import styles from './models.module.css';
import { PullAct, PullState } from './PullCells.tsx';

const columns: readonly Column<CatalogueRow>[] = [
  {
    id: 'model',
    header: 'Model',
    rowHeader: true,
    sortBy: ({ model }) => model.title,
    cell: ({ model }) => (
      <span className={styles.name}>
        {model.title}
        <span className={text.subline}>{model.licence}</span>
      </span>
    ),
  },
  {
    id: 'size',
    header: 'Download',
    numeric: true,
    sortBy: ({ model }) => model.sizeBytes,
    cell: ({ model }) => formatBytes(model.sizeBytes),
  },
  {
    id: 'needs',
    header: 'Needs',
    numeric: true,
    needs: 'medium',
    sortBy: ({ model }) => model.needsBytes,
    cell: ({ model }) => formatBytes(model.needsBytes),
  },
  { id: 'fits', header: 'Fits this PC', needs: 'medium', cell: ({ model }) => <Fits fits={model.fits} /> },
  { id: 'state', header: 'State', cell: (row) => <PullState row={row} /> },
  {
    id: 'acts',
    header: 'Actions',
    headerHidden: true,
    numeric: true,
    cell: (row, { tabIndex }) => <PullAct row={row} tabIndex={tabIndex} />,
  },
];

/** Open models that the built-in engine can fetch and run. */
export function CataloguePanel() {
  const { catalogue, error, pulls, builtin } = useApp((state) => ({
    catalogue: state.catalogue.value,
    error: state.catalogue.error,
    pulls: state.pulls.value,
    builtin: state.status.value?.backends.some(({ kind }) => kind === 'builtin') ?? false,
  }));
  const actions = useActions();
  const rows = useMemo(() => catalogueRows(catalogue ?? [], pulls ?? []), [catalogue, pulls]);
  return (
    <Panel
      title="Models to download"
      meta="open models for the built-in engine, checked when they arrive"
      foot={
        builtin
          ? 'The built-in engine serves what is downloaded here.'
          : 'The built-in engine is not among your model programs yet: [[llm_clients]] with backend = "builtin" adds it.'
      }
      actions={
        !builtin && (
          <Button kind="quiet" small icon={FileCog} onClick={() => void actions.openConfig()}>
            Open config.toml
          </Button>
        )
      }
    >
      {catalogue === null ? (
        error ? (
          <Empty
            title={error.message}
            text={error.hint}
            action={<Button onClick={() => void actions.reload()}>Try again</Button>}
          />
        ) : (
          <Skeleton label="the catalogue" />
        )
      ) : rows.length === 0 ? (
        <Empty
          title="The catalogue is empty"
          text="A model file of your own can be given to the built-in engine, too."
        />
      ) : (
        <DataTable
          label="Models to download"
          columns={columns}
          rows={rows}
          rowId={({ model }) => model.id}
          twoLines
          live
        />
      )}
    </Panel>
  );
}

function Fits({ fits }: { readonly fits: boolean | null }) {
  if (fits === null) return <span className={text.muted}>not known</span>;
  return (
    <span className={styles.state}>
      <Mark kind={fits ? 'good' : 'warning'} spoken="" />
      {fits ? 'Fits' : 'Too large'}
    </span>
  );
}
