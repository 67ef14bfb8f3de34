-- Messages that left in a day of the store, where it has a daily limit: raised in the transaction in which each begins to leave.
create table daily_send (store_id {uuid} not null, day text not null, sent bigint not null, primary key (store_id, day)) {clustered};
