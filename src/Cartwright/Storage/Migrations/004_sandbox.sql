-- Test mode. sandbox: the message went to the store's own address instead of the shopper's. approval: what a person said of a message
-- that waited for one (approved, refused); those of the store's present approval_round are counted. A new number of messages to be
-- approved begins a new round.
alter table store add column approval_round bigint not null default 0;
alter table message add column sandbox bigint not null default 0;
alter table message add column approval text;
alter table message add column approval_round bigint;
create index message_held on message (store_id, message_id) where status = 'held';
create index message_approval on message (store_id, approval_round) where approval is not null;
