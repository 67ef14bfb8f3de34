// The mailbox viewer's page, script and style sheet.
import { build as bundle } from 'esbuild';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const read = (...path) => readFileSync(join(here, ...path), 'utf8');

export const name = 'mailbox';
export const inputs = ['.', '../Shop/dom.ts'];

export async function build(out) {
  const words = JSON.parse(read('strings.en.json'));
  mkdirSync(join(out, 'files'));
  mkdirSync(join(out, 'pages'));
  writeFileSync(join(out, 'pages', 'mailbox.html'), read('pages', 'mailbox.html').replace(/\[\[([\w.]+)\]\]/g, (_, key) => {
    if (!(key in words)) throw new Error(`mailbox: no string "${key}"`);
    return words[key];
  }));
  writeFileSync(join(out, 'files', 'favicon.svg'), read('favicon.svg'));
  await bundle({
    entryPoints: [join(here, 'mailbox.ts'), join(here, 'mailbox.css')],
    outdir: join(out, 'files'),
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2020',
    charset: 'utf8',
  });
}
