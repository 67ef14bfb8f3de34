-- The shop's own list of webhooks, as it was judged: JSON of topic and state, null while it is not known. webhooks_problem: why it is
-- not to be had, a code.
alter table shop_connection add column webhooks text;
alter table shop_connection add column webhooks_at bigint;
alter table shop_connection add column webhooks_problem text;
-- Whether the shop sends cart mails of its own, as it looked at looked_at. found: JSON of who and by what it was seen. The problems say what
-- could not be looked at. cart_mailer_done: those the merchant has taken care of, or knows to be none.
create table cart_mailer_look (store_id {uuid} primary key, looked_at bigint not null, found text not null, page_problem text, plugins_problem text);
create table cart_mailer_done (store_id {uuid} not null, mailer text not null, done_at bigint not null, primary key (store_id, mailer)) {clustered};
