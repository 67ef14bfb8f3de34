// The demo shop: pages put together from a layout and their words, one script, one style sheet, and the pictures both as
// drawn (SVG) and as PNG, because mail programs do not show SVG. What only the server knows stays as {{name}} in the pages.
import { Resvg } from '@resvg/resvg-js';
import { build as bundle } from 'esbuild';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const read = (...path) => readFileSync(join(here, ...path), 'utf8');

export const name = 'shop';
export const inputs = ['.'];

const pictureWidth = 600; // px: two columns of a mail on a dense screen

export async function build(out) {
  mkdirSync(join(out, 'files'));
  mkdirSync(join(out, 'pages'));
  const words = JSON.parse(read('strings.en.json'));
  const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
  const word = (_, key) => {
    if (!(key in words)) throw new Error(`demo shop: no string "${key}"`);
    return escape(words[key]);
  };
  const include = (_, file) => read('pages', file);
  const layout = read('layout.html');
  for (const file of readdirSync(join(here, 'pages')).filter((f) => !f.startsWith('_'))) {
    const page = basename(file, '.html');
    const html = layout.replace('<!-- main -->', () => read('pages', file)).replace(/<!-- include (\S+) -->/g, include).replaceAll('%page%', page);
    writeFileSync(join(out, 'pages', file), html.replace(/\[\[([\w.]+)\]\]/g, word));
  }
  for (const file of readdirSync(join(here, 'pictures'))) {
    const png = new Resvg(read('pictures', file), { fitTo: { mode: 'width', value: pictureWidth } }).render().asPng();
    writeFileSync(join(out, 'files', file.replace(/svg$/, 'png')), png);
  }
  writeFileSync(join(out, 'files', 'favicon.svg'), read('favicon.svg'));
  await bundle({
    entryPoints: [join(here, 'shop.ts'), join(here, 'shop.css')],
    outdir: join(out, 'files'),
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2020',
    charset: 'utf8',
  });
}
