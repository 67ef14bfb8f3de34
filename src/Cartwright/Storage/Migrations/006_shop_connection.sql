-- How a store's shop platform can be asked. sealed: the API credentials. cursor_at: orders changed up to then were fetched.
-- asked_at: when it last answered to the end; failing_since and problem: since when it cannot be asked, and the code of why.
-- missed_orders: orders that were fetched and that no webhook had told of.
create table shop_connection (
  store_id {uuid} primary key, platform text not null, url text not null, sealed {blob} not null, saved_at bigint not null,
  cursor_at bigint not null, asked_at bigint, failing_since bigint, problem text, missed_orders bigint not null, missed_at bigint);
