import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Browser, pass, type Page } from './shop';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const troubles = (browser: Browser) => browser.named('Checkout Trouble').map((e) => e.properties);
const fail = (page: Page, message: string, more = {}) => page.fire(page.window, 'error', { message, ...more });

test('the shop names its trouble', async () => {
  const browser = new Browser();
  const page = browser.open();
  page.cartwright('cart', { cart_id: 'c1', products: [{}] });
  page.cartwright('step', 'payment', { checkout_id: 'k1', payment_method: 'card' });
  page.cartwright('trouble', 'payment_declined', { code: 51, message: 'insufficient funds' });
  page.cartwright('trouble', 'gremlins');
  await pass(100);
  expect(browser.named('Checkout Step Viewed')[0].properties).toEqual({ checkout_id: 'k1', payment_method: 'card', stage: 'payment' });
  expect(troubles(browser)).toEqual([
    { kind: 'payment_declined', code: '51', message: 'insufficient funds', stage: 'payment', cart_id: 'c1' },
    { kind: 'gremlins', stage: 'payment', cart_id: 'c1' },
  ]);
});

test('script errors of a checkout page are reported, five at most', async () => {
  const browser = new Browser();
  const page = browser.open('', { url: 'https://shop.test/checkout/address' });
  for (let i = 0; i < 8; i++) fail(page, 'boom ' + i + 'x'.repeat(400));
  page.fire(page.window, 'unhandledrejection', { reason: new Error('late') });
  await pass(100);
  expect(troubles(browser).map((t) => t.message.slice(0, 6))).toEqual(['boom 0', 'boom 1', 'boom 2', 'boom 3', 'boom 4']);
  expect(troubles(browser)[0]).toMatchObject({ kind: 'script_error' });
  expect(troubles(browser)[0].message).toHaveLength(300);
});

test('a rejected promise is a script error too', async () => {
  const browser = new Browser();
  const page = browser.open();
  page.cartwright('step', 'payment');
  page.fire(page.window, 'unhandledrejection', { reason: new Error('no gateway') });
  await pass(100);
  expect(troubles(browser)).toEqual([{ kind: 'script_error', message: 'no gateway', stage: 'payment' }]);
});

test('errors elsewhere, of add-ons, and missing pictures are not the checkout’s trouble', async () => {
  const browser = new Browser();
  fail(browser.open('', { url: 'https://shop.test/blog' }), 'boom');
  const page = browser.open('<img src="/none.png">', { url: 'https://shop.test/checkout' });
  fail(page, 'boom', { filename: 'chrome-extension://abc/x.js' });
  fail(page, 'ResizeObserver loop completed with undelivered notifications.');
  page.fire('img', 'error');
  await pass(100);
  expect(troubles(browser)).toEqual([]);
});
