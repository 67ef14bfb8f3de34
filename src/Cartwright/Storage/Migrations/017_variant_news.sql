-- News is of the variant that changed; empty: the product has none, or the news is older than this column.
alter table product_news add column variant text not null default '';
