// Builds everything that is not C#: storefront snippet, mail templates, console islands, demo shop.
// Each part has its own assets.mjs exporting { name, inputs, build(out) }; it runs only when an input is newer
// than its output. `dotnet build` calls this (src/Cartwright/Cartwright.csproj), so nobody has to.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
const assets = join(root, 'artifacts', 'assets');
const parts = ['storefront', 'templates', 'src/Cartwright/Console/Assets', 'src/Cartwright/Demo/Shop', 'src/Cartwright/Demo/Mailbox'];

const modified = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0);
function newest(path) {
  if (!existsSync(path)) return 0;
  if (!statSync(path).isDirectory()) return modified(path);
  return Math.max(0, ...readdirSync(path).filter((f) => f !== 'node_modules').map((f) => newest(join(path, f))));
}

if (modified(join(root, 'package-lock.json')) > modified(join(root, 'node_modules', '.package-lock.json'))) {
  console.log('assets: npm ci');
  execFileSync('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'], { cwd: root, stdio: 'inherit' });
  const now = new Date();
  utimesSync(join(root, 'node_modules', '.package-lock.json'), now, now);
}

for (const folder of parts) {
  const recipe = join(root, folder, 'assets.mjs');
  if (!existsSync(recipe)) continue;
  const part = await import(pathToFileURL(recipe));
  const out = join(assets, part.name);
  const stamp = join(assets, `.${part.name}.stamp`);
  const inputs = Math.max(newest(recipe), modified(join(root, 'package-lock.json')), ...part.inputs.map((i) => newest(resolve(root, folder, i))));
  if (modified(stamp) > inputs && existsSync(out)) continue;
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  await part.build(out);
  writeFileSync(stamp, '');
  console.log(`assets: ${part.name} built`);
}
