import { z } from 'zod';
import { setting, tableSetting } from '../../../foundation/settings.ts';
import { parseJson } from '../http/read-bounded.ts';
import { type CustomSettings, defaultCustomSettings } from '../settings.ts';
import { placeholderNames, placeholdersIn } from './template.ts';

const test = {
  file: 'test/integration/executor/backends.test.ts',
  title: 'asks a program with an API of its own as the templates say',
};

const { requestTemplate, responsePaths } = defaultCustomSettings;

const pathSetting = (byDefault: string, description: string) =>
  setting(
    z
      .string()
      .regex(/^[^.\s]{1,64}(\.[^.\s]{1,64}){0,15}$/, 'is no path')
      .default(byDefault),
    {
      description,
      unit: 'names and positions with dots between them, such as choices.0.text',
      test,
    },
  );

/** `[llm_client.custom]` of the configuration file. */
export const customKeys = tableSetting(
  {
    models: setting(z.array(z.string().min(1).max(256)).max(100).default([]), {
      description: 'Models that it has; it cannot be asked.',
      unit: 'list of 1 to 100 model ids',
      example: ['my-model'],
      test,
    }),
    request_template: setting(
      z
        .string()
        .max(65_536)
        .refine((text) => isTemplate(text), 'is no JSON object or list')
        .refine(
          (text) => placeholdersIn(parseJson(text)).every((name) => placeholderNames.includes(name)),
          'has a placeholder that there is not',
        )
        .refine(
          (text) => placeholdersIn(parseJson(text)).some((name) => name === 'prompt' || name === 'messages'),
          'has no place for the prompt',
        )
        .nullable()
        .default(null),
      {
        description: "Body of a request, with placeholders inside its texts; left out, it has OpenAI's shape.",
        example: '{"input": "{{prompt}}", "limit": "{{max_tokens}}"}',
        unit: `JSON with ${placeholderNames.map((name) => `{{${name}}}`).join(', ')}`,
        note: 'A text that is one placeholder becomes its value; what a request leaves open is left out with its name.',
        test,
      },
    ),
    response_paths: tableSetting(
      {
        content: pathSetting(responsePaths.content, 'Where the text of the answer is.'),
        inbound_tokens: pathSetting(responsePaths.inboundTokens, 'Where the model tokens of the prompt are counted.'),
        outbound_tokens: pathSetting(responsePaths.outboundTokens, 'Where the model tokens of the answer are counted.'),
        finish_reason: pathSetting(responsePaths.finishReason, 'Where it says why the answer ended: stop or length.'),
        error: pathSetting(responsePaths.error, 'Where something stands when it failed.'),
      },
      { description: 'Where in an answer things are. An answer that streams must have the shape of OpenAI instead.' },
    ),
  },
  {
    description: 'With backend "custom": how it is asked and read. base_url is the very address that is sent requests.',
  },
);

function isTemplate(text: string): boolean {
  const parsed = parseJson(text);
  return typeof parsed === 'object' && parsed !== null;
}

/** Valid values as the kind uses them. */
export function readCustom(values: z.output<typeof customKeys>): CustomSettings {
  const paths = values.response_paths;
  return {
    models: values.models,
    requestTemplate: values.request_template === null ? requestTemplate : parseJson(values.request_template),
    responsePaths: {
      content: paths.content,
      inboundTokens: paths.inbound_tokens,
      outboundTokens: paths.outbound_tokens,
      finishReason: paths.finish_reason,
      error: paths.error,
    },
  };
}
