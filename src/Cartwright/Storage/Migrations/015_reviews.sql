-- What customers said of products, as the shop or its review service told it: public words, with the name their author shows.
-- product_key: product id or SKU, whichever the service knows. A review of several products has a row for each.
create table review (
  store_id {uuid} not null, product_key text not null, review_id text not null, rating bigint not null, author text, body text, locale text,
  written_at bigint not null, updated_at bigint not null, primary key (store_id, product_key, review_id)) {clustered};
create index review_id on review (store_id, review_id);
