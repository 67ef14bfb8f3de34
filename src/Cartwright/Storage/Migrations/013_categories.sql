-- The categories of a product with all its variants, a line each.
create table product_category (store_id {uuid} not null, product_id text not null, categories text not null, primary key (store_id, product_id)) {clustered};
