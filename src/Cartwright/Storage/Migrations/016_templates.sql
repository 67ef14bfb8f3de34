-- Messages as a merchant wrote them. template: which version of a name and language is used (null: none, there are drafts alone); without a row the default goes.
create table template (
  store_id {uuid} not null, name text not null, locale text not null, channel text not null, live_version bigint, updated_at bigint not null,
  primary key (store_id, name, locale)) {clustered};
-- Every version that was saved; none is changed or removed, since what was sent is shown again from it. live_at: when it was first used.
-- broken_at and the rest: the first cart it could not be written for; what goes instead is the last good one before it.
create table template_version (
  store_id {uuid} not null, name text not null, locale text not null, version bigint not null, channel text not null,
  subject text not null, preheader text not null, mjml text not null, html text not null, body text not null,
  by_whom text not null, created_at bigint not null, live_at bigint,
  broken_at bigint, broken_cart {uuid}, broken_message {uuid}, broken_error text,
  primary key (store_id, name, locale, version)) {clustered};
