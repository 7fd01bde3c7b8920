import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillTemplate, placeholdersIn, readPath } from '../../../../../../core/inference/backends/custom/template.ts';
import { buildCompletionRequest } from '../../../../../utils/backend.ts';

const fill = (template: unknown, more = {}) => fillTemplate(template, buildCompletionRequest(more));

describe('a request template', () => {
  it('has values where a text is one placeholder, and text where it is longer', () => {
    const template = { a: '{{max_tokens}}', b: ['{{prompt}}', 'limit {{max_tokens}}: {{prompt}}'], c: 1, d: null };
    expect(fill(template, { prompt: 'Hi', maxOutboundTokens: 5 })).toEqual({
      a: 5,
      b: ['Hi', 'limit 5: Hi'],
      c: 1,
      d: null,
    });
  });

  it('leaves out what the request leaves open', () => {
    const template = {
      system: '{{system_prompt}}',
      options: { heat: '{{temperature}}' },
      list: ['{{temperature}}', 1],
    };
    expect(fill(template)).toEqual({ options: {}, list: [1] });
    expect(fill(template, { systemPrompt: 'Be brief.', temperature: 0 })).toEqual({
      system: 'Be brief.',
      options: { heat: 0 },
      list: [0, 1],
    });
  });

  it('has messages in the usual shape', () => {
    expect(fill({ messages: '{{messages}}' }, { systemPrompt: 'S', prompt: 'P' })).toEqual({
      messages: [
        { role: 'system', content: 'S' },
        { role: 'user', content: 'P' },
      ],
    });
  });

  it('cannot be broken out of by any prompt', () => {
    const template = { model: 'fixed', text: 'Q: {{prompt}} A:', whole: '{{prompt}}' };
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('{{model}}', '"}, "model": "other"', '$&$1$`', '{{prompt}}', '__proto__'),
    );
    fc.assert(
      fc.property(hostile, (prompt) => {
        const sent: unknown = JSON.parse(JSON.stringify(fill(template, { prompt, model: 'secret' })));
        const expected = JSON.parse(JSON.stringify({ model: 'fixed', text: `Q: ${prompt} A:`, whole: prompt }));
        expect(sent).toEqual(expected);
      }),
    );
  });

  it('names its placeholders, those that there are not included', () => {
    expect(placeholdersIn({ a: '{{prompt}} {{oops}}', b: [{ c: '{{model}}' }] })).toEqual(['prompt', 'oops', 'model']);
  });
});

it.each([
  ['a.0.b', 'found'],
  ['a.1.b', undefined],
  ['a.length', 1],
  ['constructor', undefined],
  ['a.0.b.0', undefined],
  ['__proto__', undefined],
])('finds what is at %s', (path, expected) => {
  expect(readPath({ a: [{ b: 'found' }] }, path)).toBe(expected);
});
