import { memo } from 'react';
import type { ConfigKey } from '../../../core/control/schemas/config.ts';
import { cx } from '../../components/cx.ts';
import { Tag } from '../../components/status/Tag.tsx';
import { settingName, settingValueText } from '../../format/settings.ts';
import { useActions, useApp } from '../../store/context.tsx';
import { isChanged, isFileOnly, lockOf } from '../../store/selectors/settings.ts';
import { SettingControl } from './SettingControl.tsx';
import styles from './settings.module.css';

export interface SettingRowProps {
  readonly setting: ConfigKey;
  /** The configuration file; null where there is none. */
  readonly file: string | null;
}

/** One key: what it decides, what it is set to, by whom, and the way to change it. */
export const SettingRow = memo(function SettingRow({ setting, file }: SettingRowProps) {
  const { key } = setting;
  const { busy, problem } = useApp((state) => ({
    busy: state.savingSettings.has(key),
    problem: state.settingProblems[key] ?? null,
  }));
  const actions = useActions();
  const name = settingName(key);
  const lock = lockOf(setting, file);
  const changed = isChanged(setting);
  const about = `about-${key}`;
  const told = `told-${key}`;
  return (
    <div className={cx(styles.setting, changed && styles.changed)} data-key={key}>
      <div className={styles.words}>
        <p className={styles.name}>
          {name}
          {changed && <Tag kind="info">changed</Tag>}
          {setting.needsRestart && <Tag kind="warning">needs restart</Tag>}
          {setting.owner === 'later' && <Tag>not in this version yet</Tag>}
        </p>
        <p className={styles.doc} id={about}>
          {setting.description}
        </p>
        <p className={styles.key}>
          <span>{key}</span>
          {factsOf(setting, changed).map((fact) => (
            <span key={fact}> · {fact}</span>
          ))}
        </p>
      </div>
      <div className={styles.control}>
        <SettingControl
          setting={setting}
          name={name}
          describedBy={`${about} ${told}`}
          locked={lock !== null}
          busy={busy}
          invalid={problem?.kind === 'problem'}
          onSave={(value) => actions.saveSetting(key, value)}
          onEdit={() => actions.editSetting(key)}
          onProblem={(text) => actions.tellSettingProblem(key, text)}
        />
        <p
          id={told}
          className={problem?.kind === 'problem' ? styles.problem : styles.told}
          role={problem ? 'alert' : undefined}
        >
          {problem?.text ?? lock ?? (saysItsValues(setting) ? '' : setting.unit)}
        </p>
      </div>
    </div>
  );
});

/** A switch and a list of choices show what a value may be. */
const saysItsValues = ({ type }: ConfigKey): boolean => type === 'boolean' || type === 'choice';

function factsOf(setting: ConfigKey, changed: boolean): readonly string[] {
  const { source, line, variable, secret, defaultValue, door, reload, owner } = setting;
  return [
    ...(changed && !secret && !isFileOnly(setting)
      ? [defaultValue === null ? 'no default' : `default ${settingValueText(defaultValue)}`]
      : []),
    ...(source === 'file' ? [line === null ? 'set in the file' : `set in line ${line}`] : []),
    ...(source === 'environment' ? [`set by ${variable ?? 'the environment'}`] : []),
    ...(source === 'option' ? ['set by an option'] : []),
    ...(door && owner === 'now' ? ['asks you before it changes'] : []),
    ...(reload === 'restart' && owner === 'now' ? ['acts after a restart'] : []),
  ];
}
