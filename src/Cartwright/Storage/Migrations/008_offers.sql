-- What a merchant gives by a code. value: hundredths of a percent, or minor units of currency. valid_for: how long a code lives, ISO 8601.
create table offer (
  store_id {uuid} not null, slug text not null, name text not null, kind text not null, value bigint not null, currency text,
  min_total bigint, valid_for text not null, code_prefix text not null, status text not null,
  created_at bigint not null, updated_at bigint not null, primary key (store_id, slug)) {clustered};

-- A shopper's codes, in the form they are found by. status and expires_at are of the last turn; state holds all of it.
create table coupon (
  store_id {uuid} not null, coupon_id {uuid} not null, shopper_id {uuid} not null, code text not null, offer text not null,
  status text not null, issued_at bigint not null, expires_at bigint not null, state text not null,
  primary key (store_id, coupon_id)) {clustered};
create unique index coupon_code on coupon (store_id, code);
create index coupon_shopper on coupon (store_id, shopper_id);
create index coupon_status on coupon (store_id, status, coupon_id);

-- The offers a new store gets, for those that are there.
insert into offer (store_id, slug, name, kind, value, valid_for, code_prefix, status, created_at, updated_at)
  select store_id, 'free-shipping-5h', 'Free shipping within 5 hours', 'free_shipping', 0, 'PT5H', 'SHIP', 'active', created_at, created_at from store
  union all select store_id, 'next-purchase', '10 % off the next purchase', 'next_purchase', 1000, 'P60D', 'NEXT', 'active', created_at, created_at from store
  union all select store_id, 'first-order', '10 % off the first order', 'percent', 1000, 'P7D', 'HELLO', 'active', created_at, created_at from store
  union all select store_id, 'win-back', '10 % off for coming back', 'percent', 1000, 'P14D', 'BACK', 'active', created_at, created_at from store;
