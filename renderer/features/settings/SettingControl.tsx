import type { ConfigKey, ConfigValue } from '../../../core/control/schemas/config.ts';
import { Button } from '../../components/controls/Button.tsx';
import { DraftField, type DraftFieldProps } from '../../components/controls/DraftField.tsx';
import { Select } from '../../components/controls/Select.tsx';
import { Switch } from '../../components/controls/Switch.tsx';
import { fieldUnit, parseSettingField, settingFieldText } from '../../format/settings.ts';
import { isChanged, isFileOnly } from '../../store/selectors/settings.ts';
import text from '../../styles/text.module.css';

export interface SettingControlProps {
  readonly setting: ConfigKey;
  readonly name: string;
  /** Ids of the texts about it. */
  readonly describedBy: string;
  readonly locked: boolean;
  readonly busy: boolean;
  readonly invalid: boolean;
  readonly onSave: (value: ConfigValue) => Promise<boolean>;
  readonly onEdit: () => void;
  /** What was typed is no value at all. */
  readonly onProblem: (text: string) => void;
}

const fieldForms: Partial<Record<ConfigKey['type'], DraftFieldProps['form']>> = {
  number: 'number',
  'whole-number': 'number',
  texts: 'lines',
  numbers: 'lines',
};

/** The control that fits the type of a setting. */
export function SettingControl(props: SettingControlProps) {
  const { setting, name, describedBy, locked, busy, invalid, onSave, onEdit, onProblem } = props;
  const { type, value, secret, isSet, choices } = setting;
  const back = !locked && isChanged(setting) && (
    <Button kind="quiet" small busy={busy} aria-label={`${name}: back to default`} onClick={() => void onSave(null)}>
      {secret ? 'Take it out' : 'Back to default'}
    </Button>
  );
  const common = { label: name, describedBy, disabled: locked, busy, invalid, onEdit, children: back };
  if (isFileOnly(setting)) {
    const count = Array.isArray(value) ? value.length : Object.keys(value ?? {}).length;
    return <span className={text.muted}>{count === 0 ? 'Nothing is set' : `${count} in the file`}</span>;
  }
  if (secret) {
    return (
      <DraftField
        {...common}
        form="secret"
        value=""
        placeholder={isSet ? 'Set, not shown' : 'Not set'}
        onSave={onSave}
      />
    );
  }
  if (type === 'boolean') {
    return (
      <>
        <Switch
          label={name}
          describedBy={describedBy}
          checked={value === true}
          disabled={locked}
          onChange={(checked) => void onSave(checked)}
        />
        {back}
      </>
    );
  }
  if (type === 'choice') {
    const known = choices.includes(String(value))
      ? []
      : [{ value: '', label: value === null ? 'Not set' : String(value) }];
    return (
      <>
        <Select
          aria-label={name}
          aria-describedby={describedBy}
          disabled={locked}
          value={known.length > 0 ? '' : String(value)}
          options={[...known, ...choices.map((choice) => ({ value: choice, label: choice }))]}
          onChange={(choice) => void onSave(choice)}
        />
        {back}
      </>
    );
  }
  return (
    <DraftField
      {...common}
      form={fieldForms[type] ?? 'text'}
      value={settingFieldText(value)}
      unit={fieldUnit(setting)}
      placeholder={value === null ? 'Not set' : ''}
      onSave={async (typed) => {
        const parsed = parseSettingField(typed, setting);
        if ('value' in parsed) return onSave(parsed.value);
        onProblem(parsed.problem);
        return false;
      }}
    />
  );
}
