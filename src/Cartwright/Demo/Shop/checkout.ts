import { newCart, productOf, saveCart, setQuantity, shippingOf, snapshot, type Cart } from './cart';
import { $, h, notice, noticeNext } from './dom';
import type { Goods } from './goods';
import { showSummary } from './summary';
import { cartwright, identity } from './tracker';
import { money, t, type Key } from './words';

export const steps = ['contact', 'address', 'shipping', 'payment', 'review'] as const;
export type Step = (typeof steps)[number];
const pageOfStep = (step: Step): string => '/demo/shop/checkout/' + step;

const required: Record<string, string[]> = { contact: ['email'], address: ['first_name', 'last_name', 'address1', 'postal_code', 'city'] };

/** Whether everything a step asks for is there. */
function complete(step: Step, cart: Cart): boolean {
  if (step === 'shipping' || step === 'payment') return !!cart[step];
  return (required[step] ?? []).every((name) => cart.details[name]);
}

function reportStep(step: Step, cart: Cart, goods: Goods): void {
  if (!cart.lines.length) return; // somebody looked in, or a restored cart is still on its way
  const shipping = shippingOf(cart, goods);
  cartwright('step', step, {
    checkout_id: cart.id,
    cart_id: cart.id,
    step: steps.indexOf(step) + 1,
    shipping_method: cart.shipping,
    shipping: shipping === undefined ? undefined : shipping / 100,
    payment_method: cart.payment,
  });
}

/** One page of the checkout. `changed` is called when the cart itself has. */
export function showStep(step: Step, cart: Cart, goods: Goods, changed: () => void): void {
  const form = $<HTMLFormElement>('step')!;
  showTrail(step, cart);
  showSummary(cart, goods);
  reportStep(step, cart, goods);
  if (step === 'contact' || step === 'address') fields(form, cart);
  if (step === 'shipping') choices(cart, 'shipping', goods.shipping.map((s) => ({ ...s, price: s.price ? money(s.price) : t('cart.free') })), chosen);
  if (step === 'payment') payment(cart, goods, chosen);
  if (step === 'review') review(cart, goods);
  form.onsubmit = (event) => {
    event.preventDefault();
    if (!cart.lines.length) return notice([t('error.empty')], true);
    if (step === 'review') return void order(cart, goods, changed);
    if (valid(form, step, cart)) location.assign(pageOfStep(steps[steps.indexOf(step) + 1]));
  };

  function chosen() {
    saveCart(cart);
    showSummary(cart, goods);
    reportStep(step, cart, goods);
    if (step === 'shipping') changed();
  }
}

/** The steps above the form: those before are links, those to come are not until what they need is there. */
function showTrail(step: Step, cart: Cart): void {
  let open = true;
  for (const name of steps) {
    const link = document.querySelector<HTMLAnchorElement>(`[data-step="${name}"]`)!;
    link.toggleAttribute('data-done', name !== step && complete(name, cart) && name !== 'review');
    if (name === step) link.setAttribute('aria-current', 'step');
    else if (!open) link.removeAttribute('href');
    open &&= complete(name, cart);
  }
}

function fields(form: HTMLFormElement, cart: Cart): void {
  for (const field of form.elements as Iterable<any>) {
    if (!field.name) continue;
    if (field.type === 'checkbox') field.checked = !!cart.offers;
    else if (cart.details[field.name]) field.value = cart.details[field.name];
  }
  const keep = ({ target }: any) => {
    if (target.type === 'checkbox') cart.offers = target.checked;
    else cart.details[target.name] = target.value.trim();
    if (target.validity?.valid) setError(target);
    saveCart(cart);
  };
  form.oninput = keep;
  form.onchange = keep;
}

function setError(field: HTMLInputElement, message = ''): void {
  const id = field.name + '-error';
  $(id)?.remove();
  field.toggleAttribute('aria-invalid', false);
  field.removeAttribute('aria-describedby');
  if (!message) return;
  field.setAttribute('aria-invalid', 'true');
  field.setAttribute('aria-describedby', id);
  field.after(h('span', { id, class: 'error' }, message));
}

function valid(form: HTMLFormElement, step: Step, cart: Cart): boolean {
  if (step === 'shipping' || step === 'payment') {
    if (!cart[step]) notice([t('error.choose')], true);
    return !!cart[step];
  }
  const wrong = ([...form.elements] as HTMLInputElement[]).filter((field) => field.willValidate && !field.validity.valid);
  for (const field of [...form.elements] as HTMLInputElement[]) if (field.name) setError(field);
  for (const field of wrong) setError(field, t(field.validity.valueMissing ? 'error.required' : 'error.email'));
  wrong[0]?.focus();
  if (form.elements.namedItem('country')) cart.details.country = (form.elements.namedItem('country') as HTMLSelectElement).value;
  saveCart(cart);
  return !wrong.length;
}

interface Choice { id: string; name: string; note: string; price?: string }

function choices(cart: Cart, what: 'shipping' | 'payment', options: Choice[], chosen: () => void): void {
  const box = $('choices')!;
  const legend = box.firstElementChild!;
  const choose = (id: string) => {
    cart[what] = id;
    chosen();
  };
  box.replaceChildren(legend, ...options.map((option) =>
    h('label', { class: 'choice' },
      h('input', { type: 'radio', name: what, value: option.id, checked: cart[what] === option.id, onchange: () => choose(option.id) }),
      h('span', {}, option.name, h('span', { class: 'hint' }, option.note)),
      option.price && h('span', { class: 'price' }, option.price))));
}

function payment(cart: Cart, goods: Goods, chosen: () => void): void {
  const show = () => {
    for (const id of ['card', 'switch']) $(id)!.hidden = cart.payment !== 'card';
  };
  choices(cart, 'payment', goods.payments, () => (chosen(), show()));
  const decline = $<HTMLInputElement>('decline')!;
  decline.checked = localStorage.getItem('hf-decline') === '1';
  decline.onchange = () => localStorage.setItem('hf-decline', decline.checked ? '1' : '');
  show();
}

function review(cart: Cart, goods: Goods): void {
  const d = cart.details;
  const country = d.country && t(('country.' + d.country) as Key);
  const shipping = goods.shipping.find((s) => s.id === cart.shipping);
  const said: [Step, (string | undefined)[]][] = [
    ['contact', [d.email, d.phone]],
    ['address', [[d.first_name, d.last_name].filter(Boolean).join(' '), d.company, d.address1, d.address2, [d.postal_code, d.city].filter(Boolean).join(' '), country]],
    ['shipping', [shipping && `${shipping.name}, ${shipping.price ? money(shipping.price) : t('cart.free')}`]],
    ['payment', [goods.payments.find((p) => p.id === cart.payment)?.name]],
  ];
  $('review')!.replaceChildren(...said.map(([step, lines]) => {
    const there = lines.filter(Boolean) as string[];
    const label = t(`review.${step}` as Key);
    return h('div', {},
      h('dt', {}, label),
      h('dd', {}, ...(there.length ? there : [t('review.missing')]).map((line) => h('div', {}, line))),
      h('dd', {}, h('a', { href: pageOfStep(step), 'aria-label': `${t('review.change')}: ${label}` }, t('review.change'))));
  }));
}

async function order(cart: Cart, goods: Goods, changed: () => void): Promise<void> {
  const missing = steps.find((step) => !complete(step, cart));
  if (missing) {
    noticeNext([t('error.step')], true);
    return location.assign(pageOfStep(missing));
  }
  const button = document.querySelector<HTMLButtonElement>('#step .button')!;
  button.disabled = true;
  button.textContent = t('review.busy');
  const decline = cart.payment === 'card' && localStorage.getItem('hf-decline') === '1';
  try {
    const { anonymousId, ref } = await identity();
    const answer = await fetch('/demo/shop/api/orders', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        cartId: cart.id, anonymousId, ref, email: cart.details.email, lines: cart.lines, shipping: cart.shipping, paymentMethod: cart.payment, decline,
      }),
    });
    const body = await answer.json();
    if (answer.ok) return placed(cart, body, goods);
    refused(answer.status, body, cart, goods, changed);
  } catch (failure) {
    cartwright('trouble', 'api_error', { message: String(failure) });
    notice([t('error.server')], true);
  }
  button.disabled = false;
  button.textContent = t('review.next');
}

function placed(cart: Cart, answer: { orderId: string; paid: boolean; total: number; reported: boolean }, goods: Goods): void {
  // The back end has reported the order; this tells the snippet that the cart is no longer waiting for anybody.
  cartwright('track', 'Order Placed', { order_id: answer.orderId, ...snapshot(cart, goods) });
  sessionStorage.setItem('hf-order', JSON.stringify({ ...answer, name: cart.details.first_name }));
  saveCart({ ...newCart(), details: cart.details });
  location.assign('/demo/shop/thanks');
}

function refused(status: number, body: { error?: string; productId?: string; stock?: number }, cart: Cart, goods: Goods, changed: () => void): void {
  if (status === 402) {
    cartwright('trouble', 'payment_declined', { code: body.error });
    localStorage.removeItem('hf-decline'); // "the next payment" was this one
    noticeNext([t('error.declined')], true);
    location.assign(pageOfStep('payment'));
  } else if (status === 409 && body.productId) {
    const product = productOf(goods, { productId: body.productId, quantity: 0 });
    cartwright('trouble', 'out_of_stock', { code: product.sku });
    product.stock = body.stock ?? 0;
    setQuantity(cart, product, product.stock);
    saveCart(cart);
    changed();
    showSummary(cart, goods);
    notice([t('error.stock', { name: product.name })], true);
  } else {
    cartwright('trouble', 'api_error', { code: status, message: body.error });
    notice([t('error.refused')], true);
  }
}

export function showThanks(): void {
  const order = JSON.parse(sessionStorage.getItem('hf-order') ?? 'null');
  const box = $('thanks')!;
  const more = h('p', {}, h('a', { class: 'button', href: '/demo/shop/' }, t('thanks.more')));
  if (!order) return box.replaceChildren(h('h1', {}, t('title.thanks')), h('p', {}, t('thanks.none')), more);
  box.replaceChildren(
    h('h1', {}, order.name ? t('thanks.titleName', { name: order.name }) : t('thanks.title')),
    h('p', {}, t('thanks.number', { number: order.orderId })),
    h('p', {}, order.paid ? t('thanks.paid') : t('thanks.unpaid', { total: money(order.total) })),
    !order.reported && h('p', { class: 'error' }, t('thanks.unreported')) || '',
    more);
}
