-- A run can be moved to another version of its journey, whose steps have other numbers: a message says which version's step it is.
alter table message add column journey_version bigint not null default 0;
update message set journey_version = coalesce((select e.journey_version from enrollment e where e.store_id = message.store_id and e.enrollment_id = message.enrollment_id), 0);
drop index message_step;
create unique index message_step on message (store_id, enrollment_id, journey_version, step);
-- The last time the running ones of a journey were moved to a version. after_shopper: how far it came; claimed_until: the node that does it has so long, in real time.
create table journey_move (
  store_id {uuid} not null, journey_id {uuid} not null, version bigint not null, by_whom text not null, started_at bigint not null,
  done_at bigint, after_shopper {uuid} not null, claimed_until bigint not null, primary key (store_id, journey_id)) {clustered};
