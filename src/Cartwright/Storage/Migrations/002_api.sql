-- What people and programs changed by hand, with the reason they gave. Nothing here is ever updated.
create table audit (
  store_id {uuid} not null, audit_id {uuid} not null, at bigint not null, who text not null, action text not null,
  target text not null, reason text not null, primary key (store_id, audit_id)) {clustered};

-- Lists by cart and by status, newest first.
create index message_cart on message (store_id, cart_id);
create index message_status on message (store_id, status, message_id);
create index enrollment_cart on enrollment (store_id, cart_id);
create index purchase_cart on purchase (store_id, cart_id);
