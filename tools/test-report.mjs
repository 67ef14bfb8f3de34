// Adds up what the suites of ./test left behind and says it: failures, reasons of skips, one closing line.
// `node tools/test-report.mjs RESULTS` reads RESULTS/suites (one suite a line, tab-separated: name, exit status, seconds, budget,
// may-be-empty) and RESULTS/NAME/{results.trx,results.json,output.log}; it exits 1 unless every suite ran and passed.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {{ name: string, reason: string }} Note
 * @typedef {{ passed: number, failed: Note[], skipped: Note[], broken?: string }} Outcome what a results file says
 * @typedef {{ name: string, status: number, seconds: number, budget: number, mayBeEmpty: boolean, outcome: Outcome | null, tail: string }} Suite
 */

const entities = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const decode = (text) =>
  text.replace(/&(#x[0-9a-f]+|#\d+|\w+);/gi, (whole, name) =>
    name[0] !== '#' ? (entities[name] ?? whole) : String.fromCodePoint(name[1] === 'x' ? parseInt(name.slice(2), 16) : +name.slice(1)));
const element = (xml, name) => decode(new RegExp(`<${name}>([\\s\\S]*?)</${name}>`).exec(xml)?.[1] ?? '').trim();

/** The runner's own format, written by one program only, so that its shape is known (docs/decisions/0002). @returns {Outcome} */
export function readTrx(xml) {
  const outcome = { passed: 0, failed: [], skipped: [] };
  for (const [, attributes, , body = ''] of xml.matchAll(/<UnitTestResult\s([^>]*?)(\/>|>([\s\S]*?)<\/UnitTestResult>)/g)) {
    const name = decode(/\btestName="([^"]*)"/.exec(attributes)[1]);
    const result = /\boutcome="([^"]*)"/.exec(attributes)?.[1];
    if (result === 'Passed') outcome.passed++;
    else if (result === 'NotExecuted') outcome.skipped.push({ name, reason: element(body, 'Message') || element(body, 'StdOut') });
    else outcome.failed.push({ name, reason: [element(body, 'Message'), element(body, 'StackTrace')].filter(Boolean).join('\n') });
  }
  // A crashed or hanging test program leaves no result, but says so here.
  for (const [, info] of xml.matchAll(/<RunInfo\b[^>]*outcome="Error"[^>]*>([\s\S]*?)<\/RunInfo>/g)) {
    const reason = element(info, 'Text');
    if (!reason.startsWith('[xUnit.net')) outcome.broken ??= reason;
  }
  return outcome;
}

/** @returns {Outcome} */
export function readVitest(json) {
  const outcome = { passed: 0, failed: [], skipped: [] };
  for (const file of json.testResults) {
    for (const test of file.assertionResults) {
      if (test.status === 'passed') outcome.passed++;
      else if (test.status === 'failed') outcome.failed.push({ name: test.fullName, reason: test.failureMessages.join('\n') });
      else outcome.skipped.push({ name: test.fullName, reason: 'skipped in its file' });
    }
    if (file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed')) {
      outcome.failed.push({ name: file.name, reason: file.message });
    }
  }
  return outcome;
}

/** What each suite comes to; what ended badly without naming a test counts as one failure. @param {Suite[]} suites */
export function report(suites) {
  let passed = 0;
  const failed = [];
  const skipped = new Map();
  for (const { name, status, seconds, budget, mayBeEmpty, outcome, tail } of suites) {
    const ran = outcome ? outcome.passed + outcome.failed.length : 0; // a skipped test has not run
    const failures = [...(outcome?.failed ?? [])];
    if (status === 124 || status === 137) failures.push({ name, reason: `stopped: it was not done within its budget of ${budget} s\n${tail}` });
    else if (outcome?.broken) failures.push({ name, reason: `${outcome.broken}\n${tail}` });
    else if (status !== 0 && failures.length === 0) failures.push({ name, reason: `ended with status ${status}\n${tail}` });
    else if (ran === 0 && !mayBeEmpty) failures.push({ name, reason: `executed nothing\n${tail}` });
    passed += outcome?.passed ?? 0;
    failed.push(...failures.map((failure) => ({ ...failure, suite: name })));
    for (const skip of outcome?.skipped ?? []) skipped.set(skip.reason, [...(skipped.get(skip.reason) ?? []), skip.name]);
    console.log(`${name}: ${outcome?.passed ?? 0} passed, ${failures.length} failed, ${outcome?.skipped.length ?? 0} skipped in ${seconds} s`);
  }
  const skips = [...skipped.values()].flat().length;
  if (passed + failed.length === 0) failed.push({ suite: 'all', name: 'all', reason: 'no test was executed' });

  for (const { suite, name, reason } of failed) console.log(`\nFAILED ${suite}: ${name}\n${indented(reason)}`);
  if (skips > 0) console.log('\nSkipped:');
  for (const [reason, names] of skipped) console.log(`  ${names.length} × ${reason || 'no reason given'}${reason ? '' : `: ${names.join(', ')}`}`);
  console.log(`\n${passed} passed, ${failed.length} failed, ${skips} skipped`);
  return failed.length === 0;
}

function indented(reason) {
  const lines = reason.trimEnd().split('\n');
  const shown = lines.length > 60 ? [...lines.slice(0, 20), `… ${lines.length - 50} lines …`, ...lines.slice(-30)] : lines;
  return shown.map((line) => `    ${line}`).join('\n');
}

function readSuites(folder) {
  const file = (...path) => (existsSync(join(folder, ...path)) ? readFileSync(join(folder, ...path), 'utf8') : null);
  return file('suites').trim().split('\n').map((line) => {
    const [name, status, seconds, budget, mayBeEmpty] = line.split('\t');
    const trx = file(name, 'results.trx');
    const json = file(name, 'results.json');
    const outcome = trx !== null ? readTrx(trx) : json ? readVitest(JSON.parse(json)) : null;
    const tail = (file(name, 'output.log') ?? '').trimEnd().split('\n').slice(-25).join('\n');
    return { name, status: +status, seconds: +seconds, budget: +budget, mayBeEmpty: mayBeEmpty === '1', outcome, tail };
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exit(report(readSuites(process.argv[2])) ? 0 : 1);
