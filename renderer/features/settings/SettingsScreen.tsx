import { FileCog, RotateCw, Stethoscope } from 'lucide-react';
import type { ConfigView } from '../../../core/control/schemas/config.ts';
import { Button } from '../../components/controls/Button.tsx';
import { Empty } from '../../components/data/Empty.tsx';
import { Skeleton } from '../../components/data/Skeleton.tsx';
import { Panel } from '../../components/heads/Panel.tsx';
import { ScreenHead } from '../../components/heads/ScreenHead.tsx';
import { formatCount, formatPlural } from '../../format/counts.ts';
import { useActions, useApp } from '../../store/context.tsx';
import { settingCounts } from '../../store/selectors/settings.ts';
import { FileProblem } from './FileProblem.tsx';
import { SettingsList } from './SettingsList.tsx';

/** Every key of the configuration file. */
export function SettingsScreen() {
  const { view, error, restarting, failed, demo } = useApp((state) => ({
    demo: state.shell?.demo ?? false,
    failed: state.shell?.host.state === 'failed',
    view: state.config.value,
    error: state.config.error,
    restarting: state.busy.has('restart'),
  }));
  const actions = useActions();
  const restart = view !== null && view.needsRestart.length > 0;
  return (
    <>
      <ScreenHead
        title="Settings"
        sentence={sentenceOf(view)}
        actions={
          view !== null &&
          view.file !== null && (
            <>
              <Button icon={Stethoscope} onClick={() => actions.openDoctor(true)}>
                Test model programs
              </Button>
              <Button icon={FileCog} onClick={() => void actions.openConfig()}>
                Open config.toml
              </Button>
              {restart && (
                <Button kind="primary" icon={RotateCw} busy={restarting} onClick={() => void actions.restartExecutor()}>
                  {restarting ? 'Restarting' : 'Restart executor'}
                </Button>
              )}
            </>
          )
        }
      />
      {view === null ? (
        <Panel title="Settings of the executor">
          {failed ? (
            <Empty
              title="The executor does not run"
              text="Its settings are shown when it has started. The Overview says what is in the way."
              action={<Button onClick={() => void actions.openConfig()}>Open config.toml</Button>}
            />
          ) : error ? (
            <Empty
              title={error.message}
              text={error.hint}
              action={<Button onClick={() => void actions.reload()}>Try again</Button>}
            />
          ) : (
            <Skeleton label="the settings" />
          )}
        </Panel>
      ) : view.keys.length === 0 ? (
        <Panel title="Settings of the executor">
          <Empty
            title={demo ? 'The demo has no settings of its own' : 'This executor has no settings to show'}
            text={
              demo ? 'Leave the demo to see yours; nothing of them has changed.' : 'A program made it without a file.'
            }
          />
        </Panel>
      ) : (
        <>
          <FileProblem view={view} />
          <SettingsList view={view} />
        </>
      )}
    </>
  );
}

function sentenceOf(view: ConfigView | null): string {
  if (view === null || view.keys.length === 0) return 'Everything that can be set, with its default.';
  const { all, changed, restart } = settingCounts(view);
  const differ =
    changed === 0
      ? `All ${formatCount(all)} settings have their default.`
      : `${formatCount(changed)} of ${formatCount(all)} settings ${changed === 1 ? 'differs' : 'differ'} from the default.`;
  if (restart === 0) return differ;
  return `${differ} ${formatPlural(restart, 'change')} ${restart === 1 ? 'takes' : 'take'} effect after a restart of the executor; running requests finish first.`;
}
