-- The shop's own list of webhooks, as it was judged: JSON of topic and state, null while it is not known. webhooks_problem: why it is
-- not to be had, a code.
alter table shop_connection add column webhooks text;
alter table shop_connection add column webhooks_at bigint;
alter table shop_connection add column webhooks_problem text;
