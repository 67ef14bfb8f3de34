import type { Goods, Product } from './goods';
import { pageOf, pictureOf } from './goods';

export interface Line { productId: string; quantity: number }
export interface Cart {
  id: string;
  lines: Line[];
  /** What the shopper has entered, by the names of the form fields. */
  details: Record<string, string>;
  offers?: boolean;
  shipping?: string;
  payment?: string;
}

const key = 'hf-cart';

/** The shopper's cart. A real shop keeps it in its session; here it lives in the browser. */
export function loadCart(): Cart {
  const stored = localStorage.getItem(key);
  return stored ? JSON.parse(stored) : newCart();
}

export function newCart(): Cart {
  const digits = crypto.getRandomValues(new Uint32Array(2));
  return { id: 'hf' + [...digits].map((n) => n.toString(36)).join(''), lines: [], details: {} };
}

export const saveCart = (cart: Cart): void => localStorage.setItem(key, JSON.stringify(cart));

export const productOf = (goods: Goods, line: Line): Product => goods.products.find((p) => p.id === line.productId)!;
export const countOf = (cart: Cart): number => cart.lines.reduce((sum, line) => sum + line.quantity, 0);
export const itemsOf = (cart: Cart, goods: Goods): number => cart.lines.reduce((sum, line) => sum + line.quantity * productOf(goods, line).price, 0);
export const shippingOf = (cart: Cart, goods: Goods): number | undefined => goods.shipping.find((s) => s.id === cart.shipping)?.price;

/** Puts a quantity of a product in the cart: 0 takes it out, and never more than there is. */
export function setQuantity(cart: Cart, product: Product, quantity: number): void {
  const wanted = Math.min(quantity, product.stock);
  const line = cart.lines.find((l) => l.productId === product.id);
  if (wanted <= 0) cart.lines = cart.lines.filter((l) => l !== line);
  else if (line) line.quantity = wanted;
  else cart.lines.push({ productId: product.id, quantity: wanted });
}

/** A product as events name it: decimal prices, whole addresses. */
export const described = (product: Product, quantity: number) => ({
  product_id: product.id,
  sku: product.sku,
  variant: product.variant,
  name: product.name,
  price: product.price / 100,
  quantity,
  url: location.origin + pageOf(product),
  image_url: location.origin + pictureOf(product),
});

/** The whole cart as the snippet's `cart` command takes it. */
export function snapshot(cart: Cart, goods: Goods) {
  const shipping = shippingOf(cart, goods);
  return {
    cart_id: cart.id,
    checkout_id: cart.id,
    currency: goods.currency,
    products: cart.lines.map((line) => described(productOf(goods, line), line.quantity)),
    shipping: shipping === undefined ? undefined : shipping / 100,
    total: (itemsOf(cart, goods) + (shipping ?? 0)) / 100,
  };
}
