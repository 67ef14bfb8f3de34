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
