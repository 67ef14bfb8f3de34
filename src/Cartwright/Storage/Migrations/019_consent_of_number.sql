-- Who agreed to messages under an address: an answer by text is of whom the last text went to.
create index consent_log_address on consent_log (store_id, address_hash);
