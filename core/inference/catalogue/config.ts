import { z } from 'zod';
import { defineSection, setting } from '../../foundation/settings.ts';
import { defaultSource } from './catalogue.ts';

/** `[downloads]` of the configuration file. */
export interface DownloadSettings {
  /** Where the paths of the catalogue begin, without a slash at its end. */
  readonly source: string;
}

const isSource = (text: string): boolean => {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password, search, hash } = new URL(text);
  const isOwn = protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
  return (protocol === 'https:' || isOwn) && [username, password, search, hash].every((part) => part === '');
};

/** `[downloads]` of the configuration file. */
export const downloadsSection = defineSection({
  name: 'downloads',
  about: 'Where models of the catalogue are fetched from.',
  acts: 'core/inference/catalogue',
  reload: 'now',
  keys: {
    source: setting(
      z
        .string()
        .max(2048)
        .refine(isSource, 'is not an https URL without user, password, query and fragment')
        .default(defaultSource),
      {
        test: {
          file: 'test/integration/executor/downloads.test.ts',
          title: 'asks source for a model of the catalogue, and says why it does not come',
        },
        description: 'Server, or a mirror of it; each file is checked against the checksum that this program knows.',
        unit: 'https URL; http on this computer only',
        door: true,
        example: defaultSource,
      },
    ),
  },
  read: ({ source }): DownloadSettings => ({ source: source.replace(/\/+$/, '') }),
});
