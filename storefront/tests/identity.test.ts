import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Browser, pass } from './shop';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a visitor keeps the same id on every page', async () => {
  const browser = new Browser();
  for (let i = 0; i < 3; i++) {
    const page = browser.open();
    page.cartwright('page');
    await pass(100);
    page.leave();
  }
  expect(browser.events).toHaveLength(3);
  expect(new Set(browser.events.map((e) => e.anonymousId)).size).toBe(1);
});

test('the cookie brings the id back when local storage was cleared', async () => {
  const browser = new Browser();
  const first = browser.open();
  first.cartwright('page');
  await pass(100);
  first.window.localStorage.clear();
  first.leave();
  browser.open().cartwright('page');
  await pass(100);
  expect(browser.events[1].anonymousId).toBe(browser.events[0].anonymousId);
});

test('a user id is remembered until it is taken back', async () => {
  const browser = new Browser();
  const first = browser.open();
  first.cartwright('identify', 'u-7', { plan: 'gold' });
  await pass(100);
  first.leave();
  const second = browser.open();
  second.cartwright('page');
  second.cartwright('identify', null, { first_name: 'Ana' });
  await pass(100);
  expect(browser.events).toMatchObject([
    { type: 'identify', userId: 'u-7', traits: { plan: 'gold' } },
    { type: 'page', userId: 'u-7' },
    { type: 'identify', traits: { first_name: 'Ana' } },
  ]);
  expect(browser.events[2].userId).toBeUndefined();
});

test('reset starts a new visitor and forgets what was typed', async () => {
  const browser = new Browser();
  const page = browser.open('<form><input type=email name=email><input name=city autocomplete=address-level2></form>');
  page.type('[type=email]', 'ana@example.com');
  await pass(1000);
  page.cartwright('reset');
  page.field('[type=email]').value = '';
  page.type('[name=city]', 'Plovdiv');
  await pass(1000);
  const [before, after] = browser.named('Checkout Details Entered');
  expect(after.anonymousId).not.toBe(before.anonymousId);
  expect(after.properties).toEqual({ city: 'Plovdiv' });
});

test('the shop can read the ids for its own back end', () => {
  const callback = vi.fn();
  new Browser().open().cartwright('identity', callback);
  expect(callback).toHaveBeenCalledWith({ anonymousId: expect.stringMatching(/^\w{20,}$/), userId: null, ref: null });
});
