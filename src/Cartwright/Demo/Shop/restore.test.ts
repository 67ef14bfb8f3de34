import { describe, expect, test, vi } from 'vitest';
import type { Cart } from './cart';
import type { Goods, Product } from './goods';
import { merge, nextPage, type Restored } from './restore';

vi.stubGlobal('location', new URL('https://shop.test/demo/shop/cart'));

const product = (id: string, price: number, stock = 10): Product => ({ id, price, stock, sku: id, handle: id, name: id, variant: '', description: '', image: '' });
const goods = { currency: 'EUR', products: [product('mug', 1600), product('stool', 7900, 3)], shipping: [], payments: [] } satisfies Goods;
const line = (productId: string, quantity: number, price: string) => ({ productId, quantity, name: productId, price });
const restored = (...lines: ReturnType<typeof line>[]): Restored => ({ cart: { id: 'left', currency: 'EUR', lines }, details: { email: 'ana@example.com', city: 'Plovdiv' } });
const cart = (...lines: [string, number][]): Cart => ({ id: 'here', details: {}, lines: lines.map(([productId, quantity]) => ({ productId, quantity })) });

describe('merge', () => {
  test('an empty cart becomes the one that was left', () => {
    const here = cart();
    expect(merge(here, restored(line('mug', 2, '16.00')), goods)).toEqual([]);
    expect(here).toEqual({ id: 'left', lines: [{ productId: 'mug', quantity: 2 }], details: { email: 'ana@example.com', city: 'Plovdiv' } });
  });

  test('a cart begun here keeps its id and the larger quantity', () => {
    const here = cart(['mug', 3], ['stool', 1]);
    merge(here, restored(line('mug', 2, '16.00'), line('stool', 2, '79.00')), goods);
    expect(here.id).toBe('here');
    expect(here.lines).toEqual([{ productId: 'mug', quantity: 3 }, { productId: 'stool', quantity: 2 }]);
  });

  test('restoring twice changes nothing more', () => {
    const here = cart();
    merge(here, restored(line('mug', 2, '16.00')), goods);
    const once = structuredClone(here);
    merge(here, restored(line('mug', 2, '16.00')), goods);
    expect(here).toEqual(once);
  });

  test('what is typed here wins over what comes back', () => {
    const here = { ...cart(), details: { city: 'Sofia' } };
    merge(here, restored(), goods);
    expect(here.details).toEqual({ email: 'ana@example.com', city: 'Sofia' });
  });

  test('a price that Cartwright knows to have changed is said without the old one', () => {
    const back: Restored = { ...restored({ ...line('mug', 1, ''), price: null! }), changed: ['price:mug', 'sold_out:kettle'] };
    expect(merge(cart(), back, goods)).toEqual([expect.stringMatching(/price of mug is now .16\.00/)]);
  });

  test('says what is gone, dearer and short', () => {
    const said = merge(cart(), restored(line('kettle', 1, '30.00'), line('mug', 1, '14.00'), line('stool', 5, '79.00')), goods);
    expect(said).toEqual([expect.stringContaining('kettle is no longer sold'), expect.stringMatching(/mug was .14\.00 and is now .16\.00/), expect.stringContaining('only 3')]);
  });
});

test.each([
  [undefined, null],
  ['/demo/shop/checkout/address', '/demo/shop/checkout/address'],
  ['https://shop.test/demo/shop/checkout/address', '/demo/shop/checkout/address'],
  ['https://shop.test/demo/shop/cart', null],
  ['https://evil.test/demo/shop/checkout', null],
  ['//evil.test/demo', null],
  ['javascript:alert(1)', null],
])('from %s the shopper goes on at %s', (stageUrl, next) => {
  expect(nextPage({ cart: { id: 'c', currency: 'EUR', lines: [], stageUrl } })).toBe(next);
});
