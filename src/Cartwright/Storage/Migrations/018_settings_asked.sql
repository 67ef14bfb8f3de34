-- By which settings and live journeys (a hash of them) all that a store holds back was last asked about: a change whose asking a crash cut short is seen at the next start.
create table settings_asked (store_id {uuid} primary key, settings text not null);
