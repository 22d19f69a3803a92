-- name: meeting_clock
-- What a meeting is discussing.
select "content", "version" from "meeting_clock" where "id" = $id

-- name: meeting_clock_version
-- How often what a meeting is discussing has changed.
select "version" from "meeting_clock" where "id" = $id

-- name: add_meeting_clock
-- Begin to show what a meeting is discussing.
insert into "meeting_clock" ("id", "version", "content") values ($id, 1, $content)

-- name: change_meeting_clock
-- Show what is discussed now, unless somebody else has moved on meanwhile.
update "meeting_clock" set "content" = $content, "version" = "version" + 1
where "id" = $id and "version" = $version
