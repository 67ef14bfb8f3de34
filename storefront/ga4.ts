import { consentMode } from './details';
import { track } from './events';
import { guard } from './guard';

const carried = /^(add_to_cart|remove_from_cart|view_cart|begin_checkout|add_(shipping|payment)_info|purchase|refund)$/;

/** Reads along what the shop tells Google's tag (GA4, `dataLayer` and `gtag`). The server knows the names. */
export function readAlong(): void {
  const layer = ((window as any).dataLayer ||= []);
  const take = guard((x: any) => {
    if (x[0] === 'consent') consentMode(x[2].ad_user_data);
    const [name, data] = x[0] === 'event' ? [x[1], x[2]] : [x.event, x.ecommerce];
    if (data && carried.test(name)) track(name, data);
  });
  layer.forEach(take);
  const push = layer.push;
  layer.push = (...items: any[]) => (items.forEach(take), push.apply(layer, items));
}
