import { loadConfig, missingFiles, unavailableKeys } from '../../foundation/config/index.ts';
import { defineCommand } from '../command.ts';

/** `config validate`: checks the file without starting anything. */
export const configValidate = defineCommand({
  name: 'config validate',
  about: 'Check the configuration file: every problem with its line, and what to think of.',
  more: 'Exit status 0 when "start" could read it. Warnings name missing variables and files, and keys that this version does not have; with such a key "start" refuses to run.',
  examples: ['config validate', 'config validate --config ./config.toml', 'config validate --json'],
  async run(context) {
    const { snapshot, warnings, file } = await loadConfig({
      file: context.configFile,
      env: context.environment.env,
    });
    const all = [...warnings, ...(await missingFiles(snapshot))];
    const later = unavailableKeys(snapshot).map(({ key }) => key);
    const head = file === null ? 'There is no file; everything has its default.' : `${file} is valid.`;
    return {
      value: { ok: true, file, warnings: all, notAvailable: later },
      text: [head, ...all.map((warning) => `warning: ${warning}`)].join('\n'),
    };
  },
});
