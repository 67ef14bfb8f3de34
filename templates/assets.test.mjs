import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import mjml2html from 'mjml';
import { blocks, build, fillIn, sameWords } from './assets.mjs';
import { mistakes, options, tighten } from './compile.mjs';

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
    files = readdirSync(out).filter((name) => name.endsWith('.json')).map((name) => [name, JSON.parse(readFileSync(join(out, name), 'utf8'))]);
  });
  afterAll(() => rmSync(out, { recursive: true }));

  it('have parts that can be put into any mail, in every language', () => {
    for (const locale of ['bg', 'de', 'en', 'ja', 'zh']) {
      const parts = JSON.parse(readFileSync(join(out, 'sources', `blocks.${locale}.json`), 'utf8'));
      expect(Object.keys(parts)).toEqual(blocks);
      for (const [name, part] of Object.entries(parts)) {
        expect(part, name).not.toMatch(/\[\[|mj-include/);
        const { html, errors } = mjml2html(`<mjml><mj-body><mj-section><mj-column>${part}</mj-column></mj-section></mj-body></mjml>`, options);
        expect(mistakes(errors), name).toEqual([]);
        expect(html.match(/\{\{#\w+/g)?.length ?? 0, name).toBe(html.match(/\{\{\/\w+/g)?.length ?? 0);
      }
    }
  });

  it('are one file for each template and language', () => {
    const names = [
      'back-in-stock', 'browse-reminder', 'cart-offer', 'cart-reminder', 'cart-reminder-2', 'cart-sms', 'first-order', 'hand-off', 'hand-offs', 'next-purchase', 'order-confirmation',
      'payment-failed', 'payment-failed-sms', 'price-drop', 'second-purchase', 'technical-trouble', 'unpaid-order', 'unpaid-order-sms', 'win-back',
    ];
    expect(files.map(([name]) => name).sort()).toEqual(names.flatMap((name) => ['bg', 'de', 'en', 'ja', 'zh'].map((locale) => `${name}.${locale}.json`)).sort());
  });

  it('are text messages where there is no layout, and to agents where they say so', () => {
    const of = (channel) => files.filter(([, file]) => file.channel === channel && file.locale === 'en').map(([, file]) => file.template).sort();
    expect(of('sms')).toEqual(['cart-sms', 'payment-failed-sms', 'unpaid-order-sms']);
    expect(of('handoff')).toEqual(['hand-off', 'hand-offs']);
    for (const [, file] of files.filter(([, f]) => f.channel === 'sms')) expect([file.subject, file.preheader, file.html]).toEqual(['', '', '']);
  });

  it('have their words filled in and load nothing from elsewhere', () => {
    for (const [, file] of files) {
      const all = Object.values(file).join('\n');
      expect(all).not.toMatch(/\[\[/);
      if (file.channel === 'sms') continue;
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
      }
    }
  });

  // mjml-browser, with which the console compiles, is a build of its own.
  it('come as sources that compile to the very same mail', async () => {
    globalThis.window = globalThis; // it looks for itself there
    const compile = (await import('mjml-browser')).default;
    const sources = readdirSync(join(out, 'sources')).filter((name) => name.endsWith('.mjml'));
    expect(sources.length).toBe(16 * 5);
    for (const name of sources) {
      const [template, locale] = name.split('.');
      const source = readFileSync(join(out, 'sources', name), 'utf8');
      expect(source, name).not.toMatch(/\[\[|<mj-include|src\//);
      const { html, errors } = compile(source, options);
      expect(mistakes(errors), name).toEqual([]);
      expect(tighten(html), name).toBe(readFileSync(join(out, 'sources', `${template}.${locale}.html`), 'utf8'));
      const { html: shipped, preheader } = files.find(([file]) => file === `${template}.${locale}.json`)[1];
      const escaped = preheader.split(/(\{\{.*?\}\})/).map((part, i) => (i % 2 ? part : part.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;'))).join('');
      expect(tighten(html).replaceAll('{{preheader}}', () => escaped), name).toBe(shipped);
    }
  }, 60_000);
});
