-- What each platform that reports a store's orders was last heard to say. silent_since: since when it is thought to be dead.
create table order_feed (
  store_id {uuid} not null, source text not null, first_at bigint not null, last_at bigint not null, deliveries bigint not null,
  silent_since bigint, primary key (store_id, source)) {clustered};
