-- What was sent, beside the message: its row changes at each step of a delivery, which need not write that again. Written once, in the order it leaves.
-- The shopper is whose key sealed it.
create table message_content (
  store_id {uuid} not null, message_id {uuid} not null, shopper_id {uuid} not null, sealed {blob} not null,
  primary key (store_id, message_id));
insert into message_content (store_id, message_id, shopper_id, sealed) select store_id, message_id, shopper_id, sealed from message where sealed is not null;
alter table message drop column sealed;
