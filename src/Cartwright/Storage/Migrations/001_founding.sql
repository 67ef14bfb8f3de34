-- The founding schema. Three words differ between the databases and are filled in by Dialect: {uuid}, {blob} and
-- {clustered} (rows kept in key order on SQLite). store_id leads every key, so that Citus can distribute each table
-- by it; store, store_key and the console's own tables are small and are reference tables there.
-- Instants are milliseconds since 1970 UTC, money is in minor units, flags are 0 or 1.

create table meta (key text primary key, value text not null);

create table store (
  store_id {uuid} primary key, slug text not null unique, name text not null, url text not null,
  currency text not null, timezone text not null, locale text not null,
  settings text not null, created_at bigint not null);

-- A key is found by the hash of it. Public keys (kind write) are also kept readable, for the page that shows the snippet;
-- webhook secrets are sealed under the master key, since a signature has to be recomputed with them.
create table store_key (
  key_hash text primary key, store_id {uuid} not null, kind text not null, readable text, sealed {blob},
  created_at bigint not null, revoked_at bigint);
create index store_key_store on store_key (store_id, kind);

create table console_user (
  user_id {uuid} primary key, email text not null unique, password_hash text not null, created_at bigint not null);
-- store_id of zeros: every store (the operator).
create table console_role (user_id {uuid} not null, store_id {uuid} not null, role text not null, primary key (user_id, store_id));
create table data_protection_key (name text primary key, sealed {blob} not null, created_at bigint not null);

-- A person, known or not. version guards every turn; state is what decisions need and holds nothing personal.
create table shopper (
  store_id {uuid} not null, shopper_id {uuid} not null, version bigint not null, merged_into {uuid},
  first_seen_at bigint not null, last_seen_at bigint not null, state text not null,
  primary key (store_id, shopper_id)) {clustered};

-- Everything personal of a shopper, sealed under data_key, which is itself wrapped by the store's key.
-- Erasing the person is deleting this row: whatever was sealed elsewhere under data_key can never be read again.
create table shopper_personal (
  store_id {uuid} not null, shopper_id {uuid} not null, data_key {blob} not null, sealed {blob} not null,
  primary key (store_id, shopper_id)) {clustered};

-- kind: anon, user, email, phone, cart, order. E-mails and phones are keyed hashes.
create table shopper_alias (
  store_id {uuid} not null, kind text not null, value text not null, shopper_id {uuid} not null, created_at bigint not null,
  primary key (store_id, kind, value)) {clustered};
create index shopper_alias_shopper on shopper_alias (store_id, shopper_id);

create table event_seen (
  store_id {uuid} not null, message_id text not null, received_at bigint not null,
  primary key (store_id, message_id)) {clustered};

-- The canonical form of what came in, in the order it is folded. personal is sealed under the shopper's data_key.
-- Not clustered: in the order of arrival the events of a commit share pages (decision 0009).
create table event (
  store_id {uuid} not null, shopper_id {uuid} not null, at bigint not null, message_id text not null,
  received_at bigint not null, schema_version bigint not null, body text not null, personal {blob},
  primary key (store_id, shopper_id, at, message_id));

create table rejected_event (
  store_id {uuid} not null, rejected_id {uuid} not null, received_at bigint not null,
  reason text not null, sample text not null, primary key (store_id, rejected_id)) {clustered};

create table cart (
  store_id {uuid} not null, cart_id {uuid} not null, shopper_id {uuid} not null, status text not null, stage text not null,
  outcome text not null, currency text not null, total bigint not null, line_count bigint not null, contactable bigint not null,
  started_at bigint not null, last_activity_at bigint not null, abandoned_at bigint, ordered_at bigint,
  first_line text, state text not null,
  primary key (store_id, cart_id)) {clustered};
create index cart_shopper on cart (store_id, shopper_id);
create index cart_status on cart (store_id, status, cart_id);

-- One lazy timer a shopper: a row with the earliest time anything may be due. It is written only to bring it forward.
create table timer (
  store_id {uuid} not null, shopper_id {uuid} not null, wake_at bigint not null, primary key (store_id, shopper_id)) {clustered};
create index timer_due on timer (wake_at);

create table journey (
  store_id {uuid} not null, journey_id {uuid} not null, slug text not null, status text not null, version bigint not null,
  updated_at bigint not null, primary key (store_id, journey_id));
create unique index journey_slug on journey (store_id, slug);
create table journey_version (
  store_id {uuid} not null, journey_id {uuid} not null, version bigint not null, definition text not null, created_at bigint not null,
  primary key (store_id, journey_id, version));

create table enrollment (
  store_id {uuid} not null, enrollment_id {uuid} not null, shopper_id {uuid} not null, cart_id {uuid} not null,
  journey_id {uuid} not null, journey_version bigint not null, entry bigint not null, status text not null, position bigint not null,
  next_at bigint, entered_at bigint not null, ended_at bigint, exit_reason text,
  primary key (store_id, enrollment_id)) {clustered};
create index enrollment_shopper on enrollment (store_id, shopper_id);
create unique index enrollment_entry on enrollment (store_id, journey_id, cart_id, entry);

-- The outbox. One row a step and enrollment, ever: that is what makes a step send at most once.
create table message (
  store_id {uuid} not null, message_id {uuid} not null, shopper_id {uuid} not null, enrollment_id {uuid} not null,
  journey_id {uuid} not null, step bigint not null, cart_id {uuid} not null, channel text not null, template text not null,
  status text not null, skip_reason text, decision text, attempt bigint not null, queued_at bigint not null, due_at bigint not null,
  claimed_until bigint, sending_at bigint, sent_at bigint, reply text, sealed {blob},
  opens bigint not null, machine_opens bigint not null, clicks bigint not null, machine_clicks bigint not null,
  primary key (store_id, message_id)) {clustered};
create index message_shopper on message (store_id, shopper_id);
create unique index message_step on message (store_id, enrollment_id, step);
create index message_due on message (store_id, due_at) where status in ('queued', 'claimed', 'sending');

create table suppression (
  store_id {uuid} not null, channel text not null, address_hash text not null, reason text not null, hint text not null,
  at bigint not null, primary key (store_id, channel, address_hash)) {clustered};

-- What is permitted now, by channel and address, and the log of how it came to be.
create table consent (
  store_id {uuid} not null, channel text not null, address_hash text not null, granted bigint not null, at bigint not null,
  source text not null, wording text, primary key (store_id, channel, address_hash)) {clustered};
create table consent_log (
  store_id {uuid} not null, entry_id {uuid} not null, shopper_id {uuid} not null, channel text not null, address_hash text not null,
  granted bigint not null, at bigint not null, source text not null, wording text, primary key (store_id, entry_id)) {clustered};

create table purchase (
  store_id {uuid} not null, order_id {uuid} not null, external_id text not null, shopper_id {uuid} not null, cart_id {uuid},
  status text not null, trust text not null, confirmed bigint not null, currency text not null, total bigint not null,
  refunded bigint not null, placed_at bigint not null, paid_at bigint, cancelled_at bigint,
  credit text not null, credited_message {uuid}, credited_journey {uuid}, state text not null,
  primary key (store_id, order_id)) {clustered};
create index purchase_external on purchase (store_id, external_id);
create index purchase_shopper on purchase (store_id, shopper_id);
create index purchase_placed on purchase (store_id, placed_at);

-- What was asked for by a link, and who probably asked. An observation: nothing is decided from it.
create table link_visit (
  store_id {uuid} not null, visit_id {uuid} not null, message_id {uuid} not null, kind text not null, who text not null,
  at bigint not null, client text not null, primary key (store_id, visit_id)) {clustered};
create index link_visit_message on link_visit (store_id, message_id);

-- What was decided and why, in the order it happened: the sentences of a cart's page that no other table holds.
create table story (
  store_id {uuid} not null, story_id {uuid} not null, shopper_id {uuid} not null, cart_id {uuid}, at bigint not null,
  kind text not null, detail text not null, primary key (store_id, story_id)) {clustered};
create index story_cart on story (store_id, cart_id);

create table product (
  store_id {uuid} not null, product_id text not null, variant text not null, sku text, name text not null, description text,
  currency text not null, price bigint not null, url text, image_url text, stock bigint, updated_at bigint not null,
  primary key (store_id, product_id, variant)) {clustered};

-- Reports read these, never the log. A day is that of the store's time zone; a changed day is recomputed.
create table report_day (
  store_id {uuid} not null, day text not null, currency text not null, metric text not null, value bigint not null,
  primary key (store_id, day, currency, metric)) {clustered};
create table report_dirty (store_id {uuid} not null, day text not null, marked_at bigint not null, primary key (store_id, day)) {clustered};
