-- In the order of arrival: for the inspector of events, and for dropping old ones in small steps.
create index event_received on event (store_id, received_at);
