import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

const here = new URL('.', import.meta.url).pathname;

test.each(['Shop', 'Mailbox'])('the types of %s hold', (part) => {
  expect(() => execFileSync('node', ['../../../node_modules/typescript/bin/tsc', '-p', part], { cwd: here, stdio: 'pipe' })).not.toThrow();
}, 60_000);
