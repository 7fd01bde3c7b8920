import { Download, Play, Square } from 'lucide-react';
import { RadioGroup } from 'radix-ui';
import { useState } from 'react';
import type { CatalogueModel } from '../../../core/control/schemas/models.ts';
import { Button } from '../../components/controls/Button.tsx';
import { Progress } from '../../components/status/Progress.tsx';
import { formatBytes } from '../../format/counts.ts';
import { useActions, useApp } from '../../store/context.tsx';
import type { FirstWay } from '../../store/selectors/first-run.ts';
import { type CatalogueRow, firstChoice, pullWords } from '../../store/selectors/models.ts';
import { Lead } from './Lead.tsx';
import styles from './overview.module.css';

type Way = Extract<FirstWay, { way: 'builtin' }>;

/** The built-in engine: choose a model, see it arrive, begin. */
export function BuiltinLead({ way }: { readonly way: Way }) {
  switch (way.step) {
    case 'choose':
      return <ChooseModel choices={way.choices} />;
    case 'arriving':
      return <Arriving row={way.row} />;
    case 'installed':
      return <Installed model={way.model} inUse={way.inUse} />;
  }
}

const fitWords = ({ fits, needsBytes }: CatalogueModel): string =>
  fits === true
    ? `It fits this PC: it needs ${formatBytes(needsBytes)}.`
    : fits === false
      ? `It needs ${formatBytes(needsBytes)}, more than this PC has.`
      : `It needs ${formatBytes(needsBytes)}.`;

function ChooseModel({ choices }: { readonly choices: readonly CatalogueModel[] }) {
  const [chosenId, setChosenId] = useState<string | null>(null);
  const busy = useApp((state) => state.busy.has('use-program'));
  const actions = useActions();
  const chosen = choices.find(({ id }) => id === chosenId) ?? firstChoice(choices);
  if (chosen === null) return null;
  return (
    <Lead
      title="Use the built-in engine"
      text={`Downloads ${chosen.title}, ${formatBytes(chosen.sizeBytes)} under ${chosen.licence}, and runs it inside this app. ${fitWords(chosen)} You can remove it at any time.`}
      action={
        <Button kind="primary" icon={Download} busy={busy} onClick={() => void actions.startBuiltin(chosen.id)}>
          {busy ? 'Starting' : 'Download and start'}
        </Button>
      }
      note="nothing else to install"
    >
      {choices.length > 1 && (
        <RadioGroup.Root className={styles.choices} aria-label="Model" value={chosen.id} onValueChange={setChosenId}>
          {choices.map(({ id, title, sizeBytes, licence }) => (
            <RadioGroup.Item key={id} value={id} className={styles.choice}>
              <i className={styles.dot} aria-hidden>
                <RadioGroup.Indicator className={styles.dotOn} />
              </i>
              <span>
                {title} <span className={styles.choiceNote}>{`${formatBytes(sizeBytes)}, ${licence}`}</span>
              </span>
            </RadioGroup.Item>
          ))}
        </RadioGroup.Root>
      )}
    </Lead>
  );
}

function Arriving({ row: { model, pull } }: { readonly row: CatalogueRow }) {
  const busy = useApp((state) => state.busy.has(`pull ${model.id}`));
  const actions = useActions();
  if (pull === null) return null;
  const words = pullWords(pull);
  return (
    <Lead
      title={`${model.title} is on its way`}
      text="It is checked when it has arrived, and served at once. You can close this window meanwhile; the tray goes on."
      action={
        <Button icon={Square} busy={busy} onClick={() => void actions.cancelPull(model.id)}>
          Stop the download
        </Button>
      }
      note="what has arrived is kept"
    >
      <div className={styles.arriving}>
        <Progress
          value={pull.receivedBytes}
          max={pull.totalBytes ?? model.sizeBytes}
          label={`Download of ${model.title}: ${words}`}
        />
        <span>{words}</span>
      </div>
    </Lead>
  );
}

function Installed({ model, inUse }: { readonly model: CatalogueModel; readonly inUse: boolean }) {
  const busy = useApp((state) => state.busy.has('use-program') || state.busy.has('refresh-models'));
  const actions = useActions();
  return (
    <Lead
      title={inUse ? `${model.title} is here` : 'Use the built-in engine'}
      text={
        inUse
          ? 'The built-in engine takes it up by itself.'
          : `${model.title} is on this PC. The engine runs it inside this app; nothing else is needed.`
      }
      action={
        inUse ? (
          <Button busy={busy} onClick={() => void actions.refreshModels()}>
            Look again
          </Button>
        ) : (
          <Button kind="primary" icon={Play} busy={busy} onClick={() => void actions.startBuiltin(null)}>
            {busy ? 'Starting' : 'Use the built-in engine'}
          </Button>
        )
      }
      note={inUse ? undefined : 'asks you once, then starts anew'}
    />
  );
}
