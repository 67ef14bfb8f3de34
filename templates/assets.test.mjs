import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build, fillIn, sameWords } from './assets.mjs';

const words = {
  locale: 'en',
  common: { greeting: 'Hello', more: 'Tom & {{plural n "one" "many"}} <b>' },
  templates: { reminder: { greeting: 'Hi' } },
};

describe('the words of a language', () => {
  it('come from the template first, then from what all share', () => {
    expect(fillIn('[[greeting]] [[more]] [[locale]]', words, 'reminder')).toBe('Hi Tom & {{plural n "one" "many"}} <b> en');
  });

  it('are escaped in HTML, and the Handlebars between them is not', () => {
    expect(fillIn('[[more]]', words, 'reminder', true)).toBe('Tom &amp; {{plural n "one" "many"}} &lt;b&gt;');
  });

  it('stop the build when one is missing', () => {
    expect(() => fillIn('[[farewell]]', words, 'reminder')).toThrow('words/en.json has no "farewell" for reminder');
  });

  it('stop the build when a language has others than English', () => {
    const other = { locale: 'de', common: { greeting: 'Guten Tag' }, templates: { reminder: { greeting: 'Hallo', extra: '!' } } };
    expect(() => sameWords(words, other)).toThrow('words/de.json: missing common.more; not in en.json: templates.reminder.extra');
  });
});

describe('the built templates', () => {
  let out;
  let files;
  beforeAll(async () => {
    out = mkdtempSync(join(tmpdir(), 'templates-'));
    await build(out);
    files = readdirSync(out).map((name) => [name, JSON.parse(readFileSync(join(out, name), 'utf8'))]);
  });
  afterAll(() => rmSync(out, { recursive: true }));

  it('are one file for each template and language', () => {
    expect(files.map(([name]) => name)).toEqual(['cart-reminder-2.de.json', 'cart-reminder-2.en.json', 'cart-reminder.de.json', 'cart-reminder.en.json']);
  });

  it('have their words filled in and load nothing from elsewhere', () => {
    for (const [, file] of files) {
      const all = Object.values(file).join('\n');
      expect(all).not.toMatch(/\[\[/);
      expect(file.html).toMatch(new RegExp(`<html lang="${file.locale}" dir="ltr"`));
      expect(file.html.replace(/<html [^>]*>/, '')).not.toMatch(/https?:/);
      expect(file.html.length).toBeLessThan(20_000);
    }
  });

  it('open and close the same blocks', () => {
    for (const [name, { html, text }] of files) {
      for (const source of [html, text]) {
        const open = [...source.matchAll(/\{\{#(\w+)/g)].length;
        const closed = [...source.matchAll(/\{\{\/(\w+)/g)].length;
        expect(open, name).toBe(closed);
        expect(open, name).toBeGreaterThan(10);
      }
    }
  });
});
