import { countOf, loadCart, saveCart, snapshot, type Cart } from './cart';
import { showStep, showThanks, steps, type Step } from './checkout';
import { $, notice, noticeNext, showKeptNotice } from './dom';
import { loadGoods, type Goods } from './goods';
import { showHome, showProduct } from './home';
import { merge, nextPage, type Restored } from './restore';
import { showCart } from './summary';
import { cartwright } from './tracker';
import { t } from './words';

const page = document.documentElement.dataset.page!;

cartwright('page');
showKeptNotice();
void guide();
loadGoods().then(start, (failure) => {
  cartwright('trouble', 'api_error', { message: String(failure) });
  notice([t('error.products')], true);
});

function start(goods: Goods): void {
  const cart = loadCart();
  // A product that is no longer sold cannot stay in a cart.
  cart.lines = cart.lines.filter((line) => goods.products.some((p) => p.id === line.productId));
  show(cart, goods);
  cartwright('onRestore', (restored: Restored) => bringBack(restored, cart, goods));
}

function show(cart: Cart, goods: Goods): void {
  const changed = () => {
    showCount(cart);
    cartwright('cart', snapshot(cart, goods));
  };
  showCount(cart);
  // A cart kept here may be older than what Cartwright remembers of it.
  if ((page === 'cart' || page === 'contact') && cart.lines.length) cartwright('cart', snapshot(cart, goods));
  if (page === 'index') showHome(goods);
  if (page === 'product') showProduct(goods, cart, changed);
  if (page === 'cart') showCart(cart, goods, changed);
  if (page === 'thanks') showThanks();
  if (steps.includes(page as Step)) showStep(page as Step, cart, goods, changed);
}

function showCount(cart: Cart): void {
  const count = countOf(cart);
  const badge = $('count')!;
  badge.hidden = !count;
  badge.textContent = String(count);
  badge.setAttribute('aria-label', t(count === 1 ? 'nav.count.one' : 'nav.count', { n: count }));
}

/** A shopper came by a link: the cart and what was typed are put back, then the page where it stopped is shown. */
function bringBack(restored: Restored, cart: Cart, goods: Goods): void {
  if (!restored.cart) return notice([t(restored.error === 'unavailable' ? 'restore.unavailable' : 'restore.expired')], true);
  const lines = [t(restored.personal === false ? 'restore.goods' : 'restore.back'), ...merge(cart, restored, goods)];
  saveCart(cart);
  cartwright('cart', snapshot(cart, goods));
  const next = nextPage(restored);
  if (next) {
    noticeNext(lines);
    location.assign(next);
  } else {
    notice(lines);
    show(cart, goods);
  }
}

/** The demo's own words above the shop: how soon the reminder leaves, and where to see it. */
async function guide(): Promise<void> {
  const answer = await fetch('/demo/shop/config.json');
  if (!answer.ok) return;
  const { delay, mailboxUrl, consoleUrl } = await answer.json();
  $('delay')!.textContent = delay;
  $<HTMLAnchorElement>('mailbox')!.href = mailboxUrl;
  $<HTMLAnchorElement>('console')!.href = consoleUrl;
}
