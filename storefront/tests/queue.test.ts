import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Browser, pass } from './shop';

beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-11-20T10:00:00Z') }));
afterEach(() => void vi.useRealTimers());

test('sends a Segment batch that needs no preflight', async () => {
  const browser = new Browser();
  browser.open('', { url: 'https://shop.test/p/lantern?ref=x#top' }).cartwright('track', 'Product Viewed', { product_id: 'p1' });
  await pass(100);
  const [{ url, body, init }] = browser.sent;
  expect(url).toBe('https://cw.test/v1/batch');
  expect(body.writeKey).toBe('wk_1');
  expect(body.sentAt).toBe('2026-11-20T10:00:00.050Z');
  expect(init).toMatchObject({ method: 'POST', keepalive: true, credentials: 'omit' });
  expect(init.headers).toBeUndefined();
  expect(body.batch[0]).toMatchObject({
    type: 'track',
    event: 'Product Viewed',
    properties: { product_id: 'p1' },
    timestamp: '2026-11-20T10:00:00.000Z',
    context: { page: { url: 'https://shop.test/p/lantern?ref=x', path: '/p/lantern', search: '?ref=x', title: 'Shop' }, library: { name: 'cartwright.js' } },
  });
  expect(body.batch[0].messageId.length).toBeLessThan(100);
});

test('calls made before it loaded are sent, in order', async () => {
  const browser = new Browser();
  browser.open('', {
    early: (window) =>
      window.eval(`window.cartwright = function () { (cartwright.q = cartwright.q || []).push(arguments) };
        cartwright('page'); cartwright('track', 'Product Viewed'); window.kept = window.cartwright;`),
  }).window.kept('track', 'Product Clicked');
  await pass(100);
  expect(browser.events.map((e) => e.event ?? e.type)).toEqual(['page', 'Product Viewed', 'Product Clicked']);
});

test('a second tag on the page changes nothing', async () => {
  const browser = new Browser();
  const page = browser.open('<input type=email name=email>');
  page.window.eval((await import('./shop')).code);
  page.type('input', 'ana@example.com');
  await pass(700);
  expect(browser.named('Checkout Details Entered')).toHaveLength(1);
});

test('the host may differ from that of the script', async () => {
  const browser = new Browser();
  browser.open('', { attributes: 'data-host="https://t.shop.test/cw/"' }).cartwright('page');
  await pass(100);
  expect(browser.sent[0].url).toBe('https://t.shop.test/cw/v1/batch');
});

test('what could not be sent survives a reload and keeps its id', async () => {
  const browser = new Browser();
  browser.online = false;
  const first = browser.open();
  first.cartwright('track', 'Product Added', { product_id: 'p1' });
  await pass(100);
  const [queued] = Object.values<string>({ ...first.window.localStorage }).filter((v) => v.includes('Product Added'));
  first.leave();
  browser.online = true;
  browser.open();
  await pass(100);
  expect(browser.named('Product Added')).toEqual([JSON.parse(queued)]);
});

test('an acknowledged event is not sent again', async () => {
  const browser = new Browser();
  const first = browser.open();
  first.cartwright('page');
  await pass(100);
  first.leave();
  browser.open();
  await pass(10_000);
  expect(browser.sent).toHaveLength(1);
});

test.each([429, 500, 503])('status %i is tried again, later and later, with the same id', async (status) => {
  const browser = new Browser();
  browser.answer = () => ({ status });
  browser.open().cartwright('page');
  await pass(20_000);
  const tries = browser.sent.length;
  expect(tries).toBeGreaterThanOrEqual(3);
  expect(tries).toBeLessThanOrEqual(6);
  browser.answer = () => ({ status: 200 });
  await pass(90_000);
  expect(browser.sent).toHaveLength(tries + 1);
  expect(new Set(browser.events.map((e) => e.messageId)).size).toBe(1);
});

test('Retry-After is obeyed, also by events that come meanwhile', async () => {
  const browser = new Browser();
  browser.answer = () => ({ status: 429, headers: { 'retry-after': '40' } });
  const page = browser.open();
  page.cartwright('page');
  await pass(1000);
  page.cartwright('track', 'Product Viewed');
  await pass(38_000);
  expect(browser.sent).toHaveLength(1);
  await pass(2000);
  expect(browser.sent).toHaveLength(2);
  expect(browser.sent[1].body.batch).toHaveLength(2);
});

test.each([400, 401, 413])('status %i drops the batch and says so once', async (status) => {
  const warn = vi.fn();
  const browser = new Browser();
  browser.answer = () => ({ status });
  const page = browser.open('', { early: (window) => (window.console.warn = warn) });
  page.cartwright('page');
  await pass(1000);
  page.cartwright('page');
  await pass(60_000);
  expect(browser.sent).toHaveLength(2);
  expect(warn).toHaveBeenCalledTimes(1);
  expect(warn.mock.calls[0].join(' ')).toContain(String(status));
});

test('coming back online sends at once', async () => {
  const browser = new Browser();
  browser.online = false;
  const page = browser.open();
  page.cartwright('page');
  await pass(30_000);
  browser.online = true;
  page.fire(page.window, 'online');
  await pass(1);
  expect(browser.events).toHaveLength(1);
});

test('leaving sends what still waits, without the delay', async () => {
  const browser = new Browser();
  const page = browser.open();
  page.cartwright('track', 'Product Added');
  page.leave();
  await pass(0);
  expect(browser.named('Product Added')).toHaveLength(1);
});

test('a browser that cannot keep a request alive gets a beacon', async () => {
  const beacons: string[] = [];
  const browser = new Browser();
  const page = browser.open('', {
    early: (window) => {
      window.Request = class {};
      window.navigator.sendBeacon = (url: string, body: string) => beacons.push(url + ' ' + body);
    },
  });
  page.cartwright('track', 'Product Added');
  page.leave();
  expect(beacons).toHaveLength(1);
  expect(beacons[0]).toMatch(/^https:\/\/cw\.test\/v1\/batch .*Product Added/);
});

test('a page thawed from the back-forward cache sends what was frozen under way', async () => {
  const browser = new Browser();
  const page = browser.open('', { early: (window) => {
    const real = window.fetch;
    let frozen = true;
    window.fetch = (...args: unknown[]) => (frozen ? ((frozen = false), new Promise(() => {})) : real(...args));
  } });
  page.cartwright('page');
  await pass(100);
  page.fire(page.window, 'pagehide');
  page.fire(page.window, 'pageshow', { persisted: true });
  await pass(100);
  expect(browser.events).toHaveLength(1);
});

test('large batches are cut so that each may outlive its page', async () => {
  const browser = new Browser();
  const page = browser.open();
  for (let i = 0; i < 60; i++) page.cartwright('track', 'Product Viewed', { name: 'х'.repeat(1000) });
  await pass(1000);
  expect(browser.events).toHaveLength(60);
  for (const { init } of browser.sent) {
    expect(init.keepalive).toBe(true);
    expect(new TextEncoder().encode(init.body).length).toBeLessThan(64 * 1024);
  }
});

test('the queue is bounded in number and in age', async () => {
  const browser = new Browser();
  browser.online = false;
  const page = browser.open();
  for (let i = 0; i < 250; i++) page.cartwright('track', 'E', { i });
  await pass(1000);
  page.leave();
  browser.online = true;
  const later = browser.open();
  await pass(1000);
  expect(browser.events.map((e) => e.properties.i)).toEqual(Array.from({ length: 200 }, (_, i) => i + 50));
  browser.online = false;
  later.cartwright('page');
  later.leave();
  vi.setSystemTime(new Date('2026-11-28T10:00:00Z'));
  browser.online = true;
  browser.sent = [];
  browser.open();
  await pass(1000);
  expect(browser.events).toEqual([]);
});

test('works with storage and cookies blocked, with one visitor per page', async () => {
  const browser = new Browser();
  browser.blocked = true;
  const page = browser.open('<input type=email name=email>');
  page.cartwright('page');
  page.type('input', 'ana@example.com');
  await pass(1000);
  expect(browser.events.map((e) => e.event ?? e.type)).toEqual(['page', 'Checkout Details Entered']);
  expect(new Set(browser.events.map((e) => e.anonymousId)).size).toBe(1);
  expect(browser.sent).toHaveLength(2);
});

test('a full storage keeps events in memory', async () => {
  const browser = new Browser();
  const page = browser.open('', { early: (window) => {
    window.Storage.prototype.setItem = () => { throw new window.DOMException('full', 'QuotaExceededError'); };
  } });
  page.cartwright('track', 'Product Added');
  await pass(100);
  expect(browser.named('Product Added')).toHaveLength(1);
});

test('nothing the shop passes can make a call throw', async () => {
  const warn = vi.fn();
  const browser = new Browser();
  const { cartwright } = browser.open('', { early: (window) => (window.console.warn = warn) });
  const loop: any = {};
  loop.loop = loop;
  for (const call of [[], ['nonsense'], ['track'], ['track', null, null], ['cart'], ['step'], ['trouble'], ['identify'], ['track', 'Loop', loop], ['identity', 'no function'], ['onRestore']])
    expect(() => cartwright(...call)).not.toThrow();
  cartwright('page');
  await pass(100);
  expect(browser.events.some((e) => e.type === 'page')).toBe(true);
  expect(warn).toHaveBeenCalled();
});
