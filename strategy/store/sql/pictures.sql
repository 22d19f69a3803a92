-- name: picture
-- A coat of arms by its digest.
select "picture" from "coat_of_arms" where "digest" = $digest

-- name: add_picture
-- Store a coat of arms; what was published with it always needs it.
insert into "coat_of_arms" ("digest", "picture", "added_at")
values ($digest, $picture, $now)
