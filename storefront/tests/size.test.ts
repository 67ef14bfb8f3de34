import { execFileSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { code } from './shop';

test('weighs less than 5 KB gzipped', () => {
  expect(gzipSync(code, { level: 9 }).length).toBeLessThan(5120);
});

test('runs under a strict content security policy', () => {
  expect(code).not.toMatch(/\beval\b|new Function|innerHTML|document\.write|\.style\b/);
});

test('its types hold', () => {
  const folder = new URL('..', import.meta.url).pathname;
  expect(() => execFileSync('node', ['node_modules/typescript/bin/tsc', '-p', folder], { cwd: folder + '..', stdio: 'pipe' })).not.toThrow();
}, 60_000);
