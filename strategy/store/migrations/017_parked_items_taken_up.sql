-- Which parked item an item of an agenda takes up again: what is still parked is known for certain.

alter table "agenda_item" add column "takes_up_id" varchar;
