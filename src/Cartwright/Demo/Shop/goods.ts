/** What the shop's back end sells; prices in cents. The same list prices the orders (DemoCatalogue.cs). */
export interface Product { id: string; sku: string; handle: string; name: string; variant: string; description: string; price: number; image: string; stock: number }
export interface Shipping { id: string; name: string; note: string; price: number }
export interface Payment { id: string; name: string; note: string }
export interface Goods { currency: string; products: Product[]; shipping: Shipping[]; payments: Payment[] }

export async function loadGoods(): Promise<Goods> {
  const answer = await fetch('/demo/shop/products.json', { credentials: 'same-origin', mode: 'cors' });
  if (!answer.ok) throw new Error('products.json: ' + answer.status);
  return answer.json();
}

export const pictureOf = (product: Product): string => '/demo/shop/files/' + product.image;
export const pageOf = (product: Product): string => '/demo/shop/p/' + product.handle;
