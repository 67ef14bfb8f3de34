-- What came back of a message: when the other side said that it was delivered, and whether it bounced for good (hard) or for now (soft).
alter table message add column delivered_at bigint;
alter table message add column bounce text;
-- What people answered, sealed under the shopper's data_key. notified_at: the shop was told.
create table reply (
  store_id {uuid} not null, reply_id {uuid} not null, shopper_id {uuid} not null, cart_id {uuid} not null, message_id {uuid}, channel text not null,
  at bigint not null, sealed {blob} not null, notified_at bigint, attempts bigint not null, primary key (store_id, reply_id)) {clustered};
create index reply_cart on reply (store_id, cart_id);
create index reply_shopper on reply (store_id, shopper_id);
create index reply_waiting on reply (reply_id) where notified_at is null;
