import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Browser, pass } from './shop';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const answer = {
  cart: { id: 'c1', currency: 'EUR', stage: 'address', stageUrl: 'https://shop.test/checkout/address', lines: [{ productId: 'p1', quantity: 2, price: '16.00' }] },
  details: { email: 'ana@example.com', first_name: 'Ana', last_name: 'López', city: 'Plovdiv', country: 'BG' },
  personal: true,
  changed: [],
};
const form = `<form>
  <input type="email" name="email"><input autocomplete="name"><input autocomplete="address-level2" value="Varna">
  <select autocomplete="country"><option value="DE">Germany</option><option value="BG">Bulgaria</option></select>
  <input type="hidden" name="city"><input type="password" name="email">
</form>`;

function returning(status = 200): Browser {
  const browser = new Browser();
  browser.answer = (url) => (url.endsWith('/v1/restore') ? { status, json: answer } : { status: 200 });
  return browser;
}

test.each([
  ['https://shop.test/cart#cw-restore=T0k-en_.1', 'https://shop.test/cart'],
  ['https://shop.test/cart?cw_restore=T0k-en_.1', 'https://shop.test/cart'],
  ['https://shop.test/cart?a=1&cw_restore=T0k-en_.1&b=2#top', 'https://shop.test/cart?a=1&b=2#top'],
  ['https://shop.test/cart?a=1#cw-restore=T0k-en_.1', 'https://shop.test/cart?a=1'],
])('%s loses its token at once and asks for the cart', async (url, clean) => {
  const browser = returning();
  const page = browser.open('', { url });
  expect(page.window.location.href).toBe(clean);
  page.cartwright('page');
  await pass(100);
  const [restore] = browser.sent;
  expect(restore.url).toBe('https://cw.test/v1/restore');
  expect(restore.init.headers).toBeUndefined();
  expect(restore.body).toEqual({ writeKey: 'wk_1', token: 'T0k-en_.1', anonymousId: expect.any(String) });
  expect(JSON.stringify(browser.events[0].context.page)).not.toContain('T0k-en_.1');
});

test('gives the cart to the shop, early, late and by event', async () => {
  const browser = returning();
  const early = vi.fn();
  const late = vi.fn();
  const heard = vi.fn();
  const page = browser.open('', {
    url: 'https://shop.test/#cw-restore=T',
    early: (window) => (window.cartwright = { q: [['onRestore', early]] }),
  });
  page.window.addEventListener('cartwright:restore', (event: any) => heard(event.detail));
  await pass(100);
  page.cartwright('onRestore', late);
  for (const callback of [early, late, heard]) expect(callback).toHaveBeenCalledExactlyOnceWith(answer);
});

test('fills empty recognised fields, here and at later steps, and sends none of it', async () => {
  const browser = returning();
  const page = browser.open(form, { url: 'https://shop.test/#cw-restore=T' });
  const changed = vi.fn();
  page.field('form').addEventListener('change', changed);
  await pass(1000);
  const [email, name, city, hidden, password] = [...page.window.document.querySelectorAll('input')].map((i: any) => i.value);
  expect([email, name, city, hidden, password]).toEqual(['ana@example.com', 'Ana López', 'Varna', '', '']);
  expect(page.field('select').value).toBe('BG');
  expect(changed).toHaveBeenCalledTimes(3);
  page.leave();
  const next = browser.open(form.replace('value="Varna"', ''));
  await pass(1000);
  expect(next.field('[autocomplete=address-level2]').value).toBe('Plovdiv');
  next.leave();
  await pass(1000);
  expect(browser.named('Checkout Details Entered')).toEqual([]);
});

test('a form drawn after a step is filled too', async () => {
  const browser = returning();
  const page = browser.open('', { url: 'https://shop.test/#cw-restore=T' });
  await pass(100);
  page.window.document.body.insertAdjacentHTML('beforeend', form);
  page.cartwright('step', 'contact');
  await pass(10);
  expect(page.field('[type=email]').value).toBe('ana@example.com');
});

test('later events name the message that brought the shopper', async () => {
  const browser = returning();
  const page = browser.open('', { url: 'https://shop.test/#cw-restore=T' });
  await pass(100);
  page.leave();
  const next = browser.open();
  next.cartwright('page');
  await pass(100);
  expect(browser.events.at(-1).context.cartwright).toEqual({ ref: 'T' });
});

test('a link that is no longer good says so, and only that', async () => {
  const browser = returning(404);
  const callback = vi.fn();
  const page = browser.open(form, { url: 'https://shop.test/#cw-restore=T' });
  page.cartwright('onRestore', callback);
  await pass(60_000);
  expect(callback).toHaveBeenCalledExactlyOnceWith({ error: 'expired' });
  expect(page.field('[type=email]').value).toBe('');
  page.cartwright('page');
  await pass(100);
  expect(browser.events.at(-1).context.cartwright).toBeUndefined();
  page.leave();
  browser.open();
  await pass(1000);
  expect(browser.sent.filter((s) => s.url.endsWith('/restore'))).toHaveLength(1);
});

test('waits until the page is seen', async () => {
  const browser = returning();
  const page = browser.open('', {
    url: 'https://shop.test/#cw-restore=T',
    early: (window) => Object.defineProperty(window.document, 'visibilityState', { get: () => 'hidden', configurable: true }),
  });
  await pass(10_000);
  expect(browser.sent).toEqual([]);
  page.show('visible');
  page.show('hidden');
  page.show('visible');
  await pass(100);
  expect(browser.sent).toHaveLength(1);
});

test('a server that is away is asked again, also by the next page', async () => {
  const browser = returning(503);
  const callback = vi.fn();
  const page = browser.open('', { url: 'https://shop.test/#cw-restore=T' });
  page.cartwright('onRestore', callback);
  await pass(60_000);
  expect(browser.sent).toHaveLength(5);
  expect(callback).toHaveBeenCalledExactlyOnceWith({ error: 'unavailable' });
  page.leave();
  browser.answer = () => ({ status: 200, json: answer });
  browser.open().cartwright('onRestore', callback);
  await pass(100);
  expect(callback).toHaveBeenLastCalledWith(answer);
});

test('a callback that throws does not stop the others', async () => {
  const browser = returning();
  const other = vi.fn();
  const page = browser.open('', { url: 'https://shop.test/#cw-restore=T', early: (window) => (window.console.warn = () => {}) });
  page.cartwright('onRestore', () => { throw new Error('the shop’s'); });
  page.cartwright('onRestore', other);
  await pass(100);
  expect(other).toHaveBeenCalledTimes(1);
});
