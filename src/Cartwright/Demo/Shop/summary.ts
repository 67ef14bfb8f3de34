import { itemsOf, productOf, saveCart, setQuantity, shippingOf, type Cart, type Line } from './cart';
import { $, h } from './dom';
import { pageOf, pictureOf, type Goods } from './goods';
import { money, t } from './words';

const row = (term: string, value: string, className = '') => h('div', { class: className }, h('dt', {}, term), h('dd', {}, value));

/** Goods, shipping and total, as far as they are known. */
export function totals(cart: Cart, goods: Goods): HTMLElement {
  const items = itemsOf(cart, goods);
  const shipping = shippingOf(cart, goods);
  const from = money(Math.min(...goods.shipping.map((s) => s.price)));
  return h('dl', { class: 'totals' },
    row(t('cart.items'), money(items)),
    row(t('cart.shipping'), shipping === undefined ? t('cart.shippingFrom', { price: from }) : shipping ? money(shipping) : t('cart.free')),
    row(shipping === undefined ? t('cart.totalNow') : t('cart.total'), money(items + (shipping ?? 0)), 'sum'));
}

/** The order beside the checkout's forms; folded away on a phone. */
export function showSummary(cart: Cart, goods: Goods): void {
  const box = $('summary');
  if (!box) return;
  if (!cart.lines.length) {
    box.replaceChildren(h('p', {}, t('cart.empty')), h('a', { href: '/demo/shop/' }, t('cart.browse')));
    return;
  }
  const total = money(itemsOf(cart, goods) + (shippingOf(cart, goods) ?? 0));
  const wide = matchMedia('(min-width: 760px)').matches;
  box.replaceChildren(
    h('details', { open: wide },
      h('summary', {}, t('summary.show', { total })),
      h('h2', {}, t('summary.title')),
      h('ul', {}, ...cart.lines.map((line) => summaryLine(line, goods))),
      totals(cart, goods)));
}

function summaryLine(line: Line, goods: Goods) {
  const product = productOf(goods, line);
  return h('li', {},
    h('img', { src: pictureOf(product), alt: '', width: 56, height: 56 }),
    h('span', {}, product.name, h('span', { class: 'hint' }, `${line.quantity} × ${money(product.price)}`)),
    h('span', { class: 'price' }, money(line.quantity * product.price)));
}

export function showCart(cart: Cart, goods: Goods, changed: () => void): void {
  if (!cart.lines.length) {
    $('cart')!.replaceChildren(h('div', { class: 'empty' }, h('p', {}, t('cart.empty')), h('a', { class: 'button', href: '/demo/shop/' }, t('cart.browse'))));
    return;
  }
  const lineOf = (line: Line) => {
    const product = productOf(goods, line);
    const change = (quantity: number) => {
      setQuantity(cart, product, quantity);
      saveCart(cart);
      changed();
      showCart(cart, goods, changed);
      document.querySelector<HTMLElement>(quantity ? `[data-line="${product.id}"]` : '#main')?.focus();
    };
    const most = Math.min(Math.max(8, line.quantity), product.stock);
    return h('li', {},
      h('a', { href: pageOf(product), tabindex: -1, 'aria-hidden': 'true' }, h('img', { src: pictureOf(product), alt: '', width: 112, height: 112 })),
      h('div', {},
        h('a', { href: pageOf(product), class: 'name' }, product.name),
        h('span', { class: 'hint' }, product.variant),
        h('div', { class: 'line-actions' },
          h('select', { 'aria-label': t('cart.quantityName', { name: product.name }), 'data-line': product.id, onchange: (e) => change(Number(e.target.value)) },
            ...Array.from({ length: most }, (_, i) => h('option', { value: i + 1, selected: i + 1 === line.quantity }, String(i + 1)))),
          h('button', { type: 'button', class: 'plain', 'aria-label': t('cart.removeName', { name: product.name }), onclick: () => change(0) }, t('cart.remove')))),
      h('div', { class: 'price' }, money(line.quantity * product.price),
        line.quantity > 1 && h('span', { class: 'hint' }, t('cart.each', { price: money(product.price) }))));
  };
  $('cart')!.replaceChildren(
    h('ul', { class: 'lines' }, ...cart.lines.map(lineOf)),
    h('div', { class: 'summary' }, totals(cart, goods), h('p', { class: 'hint' }, t('cart.tax')),
      h('a', { class: 'button wide', href: '/demo/shop/checkout/contact' }, t('cart.checkout'))));
}
