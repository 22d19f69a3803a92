-- name: upkeep_note
-- What is remembered under a name.
select "content" from "upkeep" where "name" = $name

-- name: change_upkeep_note
-- Remember something else under a name.
update "upkeep" set "content" = $content where "name" = $name

-- name: add_upkeep_note
-- Remember something under a name.
insert into "upkeep" ("name", "content") values ($name, $content)

-- name: last_trace
-- When anybody last did anything, until now: changed the plan, was here, was mailed.
select max("at") from (
    select max("made_at") as "at" from "revision" where "made_at" <= $now
    union all select max("seen_at") from "sign_in_session" where "seen_at" <= $now
    union all select max("tried_at") from "outbox" where "tried_at" <= $now
) as "trace"
