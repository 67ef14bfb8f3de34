// Scripts and style sheet of the console. Names carry a hash of the content, manifest.json tells which is which, and each
// file lies there a second time as browsers get it: packed.
import { build as bundle } from 'esbuild';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';

const here = dirname(fileURLToPath(import.meta.url));
// Those of templates/ are asked for by the templates' pages alone.
const parts = ['console.ts', 'charts.ts', 'console.css', 'templates/template.ts', 'templates/template.css', 'templates/mjml.ts', 'templates/drawing.ts', 'templates/drawing.css'];

export const name = 'console';
export const inputs = ['.', '../../../../templates/compile.mjs'];

export async function build(out) {
  const { metafile } = await bundle({
    entryPoints: parts.map((part) => join(here, part)),
    entryNames: '[name]-[hash]',
    outdir: out,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
    loader: { '.woff': 'empty', '.ttf': 'empty', '.eot': 'empty', '.svg': 'dataurl' },
    legalComments: 'none',
    metafile: true,
  });
  const manifest = {};
  for (const [file, { entryPoint }] of Object.entries(metafile.outputs)) {
    if (entryPoint) manifest[basename(entryPoint).replace(/\.ts$/, '.js')] = basename(file);
  }
  const mark = readFileSync(join(here, 'mark.svg'));
  manifest['mark.svg'] = `mark-${createHash('sha256').update(mark).digest('hex').slice(0, 8)}.svg`;
  writeFileSync(join(out, manifest['mark.svg']), mark);
  for (const file of readdirSync(out).filter((f) => ['.js', '.css'].includes(extname(f)))) {
    writeFileSync(join(out, `${file}.br`), brotliCompressSync(readFileSync(join(out, file))));
  }
  writeFileSync(join(out, 'manifest.json'), JSON.stringify(manifest, null, 1) + '\n');
}
