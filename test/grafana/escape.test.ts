import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linkUrl } from '../../src/emit/grafana/panel.ts';
import { literal, markdown } from '../../src/plan/panels/escape.ts';

const UNPLEASANT = fc
  .array(
    fc.oneof(fc.constantFrom('$', '{', '[', '}', ']', '\\', '`', '<', '_', '*', 'a', ' ', '\n'), fc.string()),
  )
  .map((parts) => parts.join(''));

describe('text of a spec is data to Grafana', () => {
  test('nothing in a title or legend is read as a variable or a template', () => {
    fc.assert(
      fc.property(UNPLEASANT, (text) => {
        expect(literal(text)).not.toMatch(/\$[\w{]|\[\[|\{\{/);
        expect(literal(text).replaceAll('\u2060', '')).toBe(text.replaceAll('\u2060', ''));
      }),
    );
  });

  test('ordinary text stays as it is', () => {
    for (const text of ['P95 < 500ms', 'costs $ per hour', 'a {b} [c]', '100%'])
      expect(literal(text)).toBe(text);
  });

  test('derived descriptions hold no tag and no emphasis of their own making', () => {
    fc.assert(
      fc.property(UNPLEASANT, (text) => {
        expect(markdown(text)).not.toMatch(/</);
        expect(markdown(text)).not.toMatch(/(?<!\\)(?:\\\\)*[`*~|#[\]]/);
      }),
    );
  });

  test('names with underscores stay readable', () => {
    expect(markdown('see ryot_queue_depth')).toBe('see ryot_queue_depth');
    expect(markdown('1. first')).toBe('1\\. first');
  });

  test('an address holds no variable', () => {
    expect(linkUrl('https://example.com/$x?a=[[b]]')).toBe('https://example.com/%24x?a=%5B%5Bb]]');
  });
});
