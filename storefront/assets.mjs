// The storefront snippet: one small script without dependencies, served as /cartwright.js. The source map stays at home.
import { build as bundle } from 'esbuild';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

export const name = 'storefront';
export const inputs = readdirSync(here).filter((file) => file.endsWith('.ts'));

/** Options shared with the tests, so that what is tested is byte for byte what is served. */
export const options = {
  entryPoints: [join(here, 'cartwright.ts')],
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2020',
  charset: 'utf8',
  legalComments: 'none',
};

export const build = (out) => bundle({ ...options, outfile: join(out, 'cartwright.js') });
