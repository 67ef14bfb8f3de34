-- Links short enough for a text message. A code stands for the way back of one message; found by the code alone, so a reference table
-- where stores are distributed. is_test: it stands in a message to the store's test address and speaks for no shopper.
create table short_link (
  code text primary key, store_id {uuid} not null, message_id {uuid} not null, is_test bigint not null, shopper_id {uuid} not null,
  expires_at bigint not null);
create unique index short_link_message on short_link (store_id, message_id, is_test);
create index short_link_expires on short_link (expires_at);
