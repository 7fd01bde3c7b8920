import { describe, expect, it } from 'vitest';
import { doorQuestion } from '../../../../electron/doors/door-question.ts';
import { fakeSetting } from '../../../fakes/settings-scene.ts';

const url = fakeSetting('llm_client.base_url', { value: 'http://127.0.0.1:1234/v1', defaultValue: null, door: true });
const secret = fakeSetting('llm_client.api_key', { value: null, isSet: true, secret: true, door: true });

describe('the question before a door is opened', () => {
  it('names the setting, the value that it has and the one that it shall have', () => {
    const { message, detail } = doorQuestion(url, 'http://10.0.0.7:1234/v1');
    expect(message).toBe('Change llm_client.base_url?');
    expect(detail.split('\n').slice(0, 2)).toEqual([
      'Now: "http://127.0.0.1:1234/v1"',
      'New: "http://10.0.0.7:1234/v1"',
    ]);
    expect(detail).toContain(url.description);
  });

  it('cannot be given further lines by a value', () => {
    const usual = doorQuestion(url, 'x').detail.split('\n').length;
    const { detail } = doorQuestion({ ...url, value: 'a\nNow: "b"' }, 'c\n\nNothing.\u2028\r');
    expect(detail.split(/[\n\r\u2028]/)).toHaveLength(usual);
  });

  it('tells of a secret only whether it is set', () => {
    expect(doorQuestion(secret, 'sk-12345').detail).toContain('Now: set (not shown)\nNew: set to another value');
    expect(JSON.stringify(doorQuestion(secret, 'sk-12345'))).not.toContain('sk-12345');
    expect(doorQuestion({ ...secret, isSet: false }, 'sk-1').detail).toContain('Now: not set\nNew: set (not shown)');
    expect(doorQuestion(secret, null).detail).toContain('New: not set');
  });

  it('tells what taking a key out leads to', () => {
    expect(doorQuestion({ ...url, defaultValue: 'http://localhost' }, null).detail).toContain(
      'New: the default, "http://localhost"',
    );
    expect(doorQuestion({ ...url, isSet: false, value: null }, null).detail).toContain('Now: not set\nNew: not set');
  });

  it('shows lists item by item, and long ones with how much is left out', () => {
    const list = fakeSetting('network.bootstrap_peers', { value: ['/ip4/1.2.3.4/tcp/1'], type: 'texts', door: true });
    const { detail } = doorQuestion(list, ['/ip4/1.2.3.4/tcp/1', 'b"', 7]);
    expect(detail).toContain('New: "/ip4/1.2.3.4/tcp/1",\n        "b\\"",\n        7');
    const long = doorQuestion(list, Array(200).fill('x'.repeat(4000))).detail;
    expect(long).toContain('and 194 more that are not shown here');
    expect(long.length).toBeLessThan(1500);
    expect(doorQuestion(list, []).detail).toContain('New: an empty list');
  });
});
