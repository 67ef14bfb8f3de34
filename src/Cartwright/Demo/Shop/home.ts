import { described, saveCart, setQuantity, type Cart } from './cart';
import { $, h } from './dom';
import { pageOf, pictureOf, type Goods, type Product } from './goods';
import { cartwright } from './tracker';
import { money, t } from './words';

const tile = (product: Product) =>
  h('li', {},
    h('a', { href: pageOf(product), class: 'tile' },
      h('img', { src: pictureOf(product), alt: '', width: 600, height: 600, loading: 'lazy' }),
      h('span', { class: 'name' }, product.name),
      h('span', { class: 'hint' }, product.variant),
      h('span', { class: 'price' }, money(product.price))));

export function showHome(goods: Goods): void {
  $('grid')!.replaceChildren(...goods.products.map(tile));
}

const stockLine = (product: Product) =>
  product.stock === 0 ? t('product.out') : product.stock <= 5 ? t('product.few', { n: product.stock }) : t('product.stock');

export function showProduct(goods: Goods, cart: Cart, changed: () => void): void {
  const at = goods.products.findIndex((p) => location.pathname === pageOf(p));
  const product = goods.products[at];
  cartwright('track', 'Product Viewed', described(product, 1));
  const quantity = h('select', { id: 'quantity', name: 'quantity' },
    ...Array.from({ length: Math.min(product.stock, 8) }, (_, i) => h('option', { value: i + 1 }, String(i + 1))));
  const added = h('p', { role: 'status', class: 'added' });
  const add = () => {
    const count = Number(quantity.value);
    const before = cart.lines.find((l) => l.productId === product.id)?.quantity ?? 0;
    setQuantity(cart, product, before + count);
    saveCart(cart);
    cartwright('track', 'Product Added', { cart_id: cart.id, ...described(product, count) });
    changed();
    added.replaceChildren(t('product.added', { name: product.name }), ' ', h('a', { href: '/demo/shop/cart' }, t('product.tocart')));
  };
  const [picture, text] = $('product')!.children;
  picture.replaceChildren(h('img', { src: pictureOf(product), alt: product.name, width: 600, height: 600 }));
  text.replaceChildren(
    h('h1', {}, product.name),
    h('p', { class: 'hint' }, product.variant),
    h('p', { class: 'price' }, money(product.price)),
    h('p', {}, product.description),
    h('p', { class: product.stock <= 5 ? 'stock few' : 'stock' }, stockLine(product)),
    h('div', { class: 'buy' },
      h('label', {}, t('product.quantity'), quantity),
      h('button', { class: 'button', type: 'button', onclick: add, disabled: product.stock === 0 }, t('product.add'))),
    added,
    h('p', { class: 'hint' }, t('product.sku', { sku: product.sku })),
  );
  const others = [1, 3, 5, 6].map((step) => goods.products[(at + step) % goods.products.length]);
  $('grid')!.replaceChildren(...others.map(tile));
}
