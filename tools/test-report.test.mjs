import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readTrx, readVitest, report } from './test-report.mjs';

const said = () => console.log.mock.calls.map(([line]) => line).join('\n');
const closing = () => said().split('\n').at(-1);
const suite = (over) => ({ name: 'Some.Tests', status: 0, seconds: 3, budget: 60, mayBeEmpty: false, tail: 'last words', outcome: { passed: 2, failed: [], skipped: [] }, ...over });

beforeEach(() => void vi.spyOn(console, 'log').mockImplementation(() => {}));
afterEach(() => void vi.restoreAllMocks());

test('suites that pass are added up', () => {
  expect(report([suite(), suite({ name: 'Other' })])).toBe(true);
  expect(closing()).toBe('4 passed, 0 failed, 0 skipped');
});

test('a failed test fails the run and says why', () => {
  expect(report([suite({ status: 1, outcome: { passed: 1, failed: [{ name: 'Adds', reason: '1 is not 2' }], skipped: [] } })])).toBe(false);
  expect(said()).toContain('FAILED Some.Tests: Adds\n    1 is not 2');
  expect(closing()).toBe('1 passed, 1 failed, 0 skipped');
});

test('a long reason is shown from both ends', () => {
  const reason = Array.from({ length: 100 }, (_, line) => `line ${line}`).join('\n');
  report([suite({ outcome: { passed: 1, failed: [{ name: 'Adds', reason }], skipped: [] } })]);
  expect(said()).toContain('    line 19\n    … 50 lines …\n    line 70\n');
});

test('skips are counted by their reason and fail nothing', () => {
  const skipped = [{ name: 'A', reason: 'no database' }, { name: 'B', reason: 'no database' }, { name: 'C', reason: '' }];
  expect(report([suite({ outcome: { passed: 1, failed: [], skipped } })])).toBe(true);
  expect(said()).toContain('2 × no database');
  expect(said()).toContain('1 × no reason given: C');
  expect(closing()).toBe('1 passed, 0 failed, 3 skipped');
});

test.each([
  ['was stopped at its budget', { status: 124, outcome: null }, 'not done within its budget of 60 s\n    last words'],
  ['was killed at its budget, whatever had passed', { status: 137 }, 'not done within its budget'],
  ['crashed without results', { status: 134, outcome: null }, 'ended with status 134\n    last words'],
  ['crashed or hung on the way', { status: 1, outcome: { passed: 9, failed: [], skipped: [], broken: 'host process crashed' } }, 'host process crashed\n    last words'],
  ['crashed after its last test', { status: 1 }, 'ended with status 1'],
  ['executed nothing', { outcome: { passed: 0, failed: [], skipped: [{ name: 'A', reason: 'no database' }] } }, 'executed nothing'],
  ['left no results', { outcome: null }, 'executed nothing'],
])('a suite that %s is one failure', (_, over, reason) => {
  expect(report([suite({ name: 'Fine' }), suite(over)])).toBe(false);
  expect(said()).toContain(reason);
  expect(closing()).toMatch(/ 1 failed, /);
});

test('a filter may leave a suite empty, but not all of them', () => {
  const empty = suite({ mayBeEmpty: true, outcome: null });
  expect(report([suite(), empty])).toBe(true);
  expect(report([empty, empty])).toBe(false);
  expect(closing()).toBe('0 passed, 1 failed, 0 skipped');
});

test('a TRX file is read with its failures, skips and crashes', () => {
  const outcome = readTrx(`<TestRun><Results>
    <UnitTestResult testName="A.Passes" duration="1" outcome="Passed" id="1" />
    <UnitTestResult testName="A.Fails(text: &quot;&lt;b&gt;&quot;)" outcome="Failed"><Output><ErrorInfo><Message>1 &amp; 2&#xD;&#10;</Message><StackTrace>at A</StackTrace></ErrorInfo></Output></UnitTestResult>
    <UnitTestResult testName="A.Waits" outcome="NotExecuted"><Output><ErrorInfo><Message>no database</Message></ErrorInfo></Output></UnitTestResult>
    <UnitTestResult testName="A.Passes_too" outcome="Passed"><Output><StdOut>outcome="Failed"</StdOut></Output></UnitTestResult>
  </Results><ResultSummary outcome="Failed"><RunInfos>
    <RunInfo outcome="Error"><Text>The active test run was aborted.</Text></RunInfo>
    <RunInfo outcome="Error"><Text>[xUnit.net 00:00:01] A.Fails [FAIL]</Text></RunInfo>
  </RunInfos></ResultSummary></TestRun>`);
  expect(outcome).toEqual({
    passed: 2,
    failed: [{ name: 'A.Fails(text: "<b>")', reason: '1 & 2\nat A' }],
    broken: 'The active test run was aborted.',
    skipped: [{ name: 'A.Waits', reason: 'no database' }],
  });
});

test('a vitest report is read, files that could not be loaded included', () => {
  const outcome = readVitest({
    testResults: [
      { status: 'failed', name: 'a.test.ts', message: '', assertionResults: [
        { status: 'passed', fullName: 'one', failureMessages: [] }, { status: 'failed', fullName: 'two', failureMessages: ['no'] }, { status: 'skipped', fullName: 'three', failureMessages: [] }] },
      { status: 'failed', name: 'b.test.ts', message: 'cannot find ./b', assertionResults: [] },
    ],
  });
  expect(outcome).toEqual({
    passed: 1,
    failed: [{ name: 'two', reason: 'no' }, { name: 'b.test.ts', reason: 'cannot find ./b' }],
    skipped: [{ name: 'three', reason: 'skipped in its file' }],
  });
});
