import { setQuantity, type Cart } from './cart';
import type { Goods } from './goods';
import { money, t } from './words';

interface RestoredLine { productId: string; quantity: number; name?: string | null; price?: string | null }

export interface Restored {
  error?: string;
  cart?: { id: string; currency: string; stage?: string; stageUrl?: string | null; lines: RestoredLine[] };
  details?: Record<string, string> | null;
  personal?: boolean;
  /** What Cartwright knows to have changed: "price:ID" and the like. */
  changed?: string[];
}

/**
 * Brings a cart back into the one at hand: an empty cart becomes the other one, else the larger quantity of each counts.
 * Says what has changed since: gone, dearer or cheaper, fewer in stock.
 */
export function merge(cart: Cart, restored: Restored, goods: Goods): string[] {
  const changes: string[] = [];
  const { id, lines } = restored.cart!;
  if (!cart.lines.length && id) cart.id = id;
  for (const line of lines) {
    const product = goods.products.find((p) => p.id === line.productId);
    if (!product) {
      changes.push(t('restore.gone', { name: line.name ?? line.productId }));
      continue;
    }
    const here = cart.lines.find((l) => l.productId === product.id)?.quantity ?? 0;
    setQuantity(cart, product, Math.max(here, line.quantity));
    const { name } = product;
    const before = line.price ? Math.round(Number(line.price) * 100) : product.price;
    if (before !== product.price) changes.push(t('restore.price', { name, before: money(before), after: money(product.price) }));
    else if (restored.changed?.includes('price:' + product.id)) changes.push(t('restore.newPrice', { name, after: money(product.price) }));
    if (product.stock < line.quantity) changes.push(t('restore.stock', { name, n: product.stock }));
  }
  cart.details = { ...restored.details, ...cart.details };
  return changes;
}

/** The page to go on at: only one of this shop. */
export function nextPage(restored: Restored): string | null {
  const url = restored.cart?.stageUrl;
  if (!url) return null;
  const target = new URL(url, location.href);
  return target.origin === location.origin && target.pathname !== location.pathname ? target.pathname : null;
}
