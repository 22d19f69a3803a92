-- name: add_feed
-- Store the address of a person's calendar.
insert into "calendar_feed" ("person_id", "fingerprint", "made_at")
values ($person_id, $fingerprint, $now)

-- name: withdraw_feed
-- Remove a person's address.
delete from "calendar_feed" where "person_id" = $person_id

-- name: feed_owner
-- Whose calendar an address leads to.
select "person_id" from "calendar_feed" where "fingerprint" = $fingerprint

-- name: feed_made_at
-- When a person's address was made.
select "made_at" from "calendar_feed" where "person_id" = $person_id
