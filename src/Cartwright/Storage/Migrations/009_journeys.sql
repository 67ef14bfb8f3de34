-- Runs through journeys are about a cart, an order or the shopper (subject); memo: what a run remembers between its steps.
alter table enrollment add column order_id {uuid};
alter table enrollment add column subject text not null default '';
alter table enrollment add column memo text;
update enrollment set subject = 'cart:' || cast(cart_id as text);
drop index enrollment_entry;
create unique index enrollment_entry on enrollment (store_id, journey_id, shopper_id, subject, entry);
-- A yes that was said a second time (double opt-in).
alter table consent add column confirmed bigint not null default 0;
alter table consent_log add column confirmed bigint not null default 0;
-- Carts that were left, by the goods in them: whom news of a product concerns. Written when a cart is found abandoned; looked through when there is news.
create table waiting_line (
  store_id {uuid} not null, product_id text not null, cart_id {uuid} not null, shopper_id {uuid} not null, at bigint not null,
  primary key (store_id, product_id, cart_id)) {clustered};
create index waiting_line_at on waiting_line (store_id, at);
-- Goods that can be had again or became cheaper, until those who wait for them were told.
create table product_news (
  store_id {uuid} not null, news_id {uuid} not null, product_id text not null, kind text not null, at bigint not null, primary key (store_id, news_id)) {clustered};
