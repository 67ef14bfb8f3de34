import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Browser, pass } from './shop';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const minute = 60_000;
const cart = { cart_id: 'c1', currency: 'EUR', products: [{ product_id: 'p1', price: 16, quantity: 1 }] };
const seen = (browser: Browser) => browser.named('Page Visible').length;

test('cart sends a whole snapshot', async () => {
  const browser = new Browser();
  browser.open().cartwright('cart', cart);
  await pass(100);
  expect(browser.events).toMatchObject([{ type: 'track', event: 'Cart Updated', properties: cart }]);
});

test('tells once a minute that somebody looks at a filled cart', async () => {
  const browser = new Browser();
  browser.open().cartwright('cart', cart);
  await pass(5 * minute + 1000);
  expect(seen(browser)).toBe(5);
  expect(browser.named('Page Visible')[0].properties).toEqual({ cart_id: 'c1' });
});

test('says nothing without a cart, with an emptied one, or after the order', async () => {
  const browser = new Browser();
  const page = browser.open();
  await pass(3 * minute);
  page.cartwright('cart', cart);
  page.cartwright('cart', { cart_id: 'c1', products: [] });
  await pass(3 * minute);
  page.cartwright('cart', cart);
  page.cartwright('track', 'Order Placed', { order_id: 'o1', products: cart.products });
  await pass(3 * minute);
  expect(seen(browser)).toBe(0);
});

test('knows the cart of an earlier page', async () => {
  const browser = new Browser();
  const first = browser.open();
  first.cartwright('track', 'Product Added', { cart_id: 'c1', product_id: 'p1' });
  await pass(100);
  first.leave();
  browser.open();
  await pass(minute + 1000);
  expect(seen(browser)).toBe(1);
});

test('stops when hidden and says so once when visible again', async () => {
  const browser = new Browser();
  const page = browser.open();
  page.cartwright('cart', cart);
  page.show('hidden');
  await pass(10 * minute);
  expect(seen(browser)).toBe(0);
  page.show('visible');
  page.fire(page.window, 'pageshow', { persisted: true });
  await pass(1000);
  expect(seen(browser)).toBe(1);
  await pass(minute);
  expect(seen(browser)).toBe(2);
});

test('stops half an hour after the last touch and goes on with the next', async () => {
  const browser = new Browser();
  const page = browser.open();
  page.cartwright('cart', cart);
  await pass(60 * minute);
  expect(seen(browser)).toBe(29);
  page.fire(page.window, 'pointerdown');
  await pass(minute + 1000);
  expect(seen(browser)).toBe(30);
});
