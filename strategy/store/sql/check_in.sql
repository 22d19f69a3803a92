-- name: latest_check_ins
-- The latest check-in of each action as of a revision, among those about a day or days before it;
-- of two saved together, the one further on.
select {columns}
from (
    select *, row_number() over (
        partition by "action_id" order by "on" desc, "revision" desc, "percent" desc, "id" desc
    ) as "age"
    from "check_in" where "revision" <= $revision and "on" <= $day
) as "said"
where "age" = 1
order by "action_id"

-- name: check_ins_since
-- What was said after a revision, the oldest first.
select {columns}
from "check_in" where "revision" > $revision order by "on", "revision", "percent", "id"

-- name: check_ins
-- Every check-in of an action, the newest first.
select {columns}
from "check_in" where "action_id" = $action_id order by "on" desc, "revision" desc, "percent" desc, "id" desc

-- name: progress_points
-- How far every action had come, whenever somebody said so after a revision, the oldest first.
select "action_id", "on", "percent" from "check_in" where "revision" > $revision
order by "on", "revision", "percent", "id"

-- name: said_between
-- The actions somebody reported on after a revision, until another.
select distinct "action_id" from "check_in" where "revision" > $after and "revision" <= $until

-- name: said_before
-- The latest check-in, as of a revision, of each action that was reported on until a later one.
select {columns}
from (
    select *, row_number() over (
        partition by "action_id" order by "on" desc, "revision" desc, "percent" desc, "id" desc
    ) as "age"
    from "check_in" where "revision" <= $after and "action_id" in (
        select "action_id" from "check_in" where "revision" > $after and "revision" <= $until
    )
) as "said"
where "age" = 1
