-- name: picture
-- A coat of arms by its digest.
select "picture" from "coat_of_arms" where "digest" = $digest

-- name: add_picture
-- Keep a coat of arms; what was published with it needs it for ever.
insert into "coat_of_arms" ("digest", "picture", "added_at")
values ($digest, $picture, $now)
