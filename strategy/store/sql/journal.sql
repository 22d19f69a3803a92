-- name: version_key
-- Which history this is, and how far it has come.
select "epoch", "revision" from "store"

-- name: next_revision
-- Count a change.
update "store" set "revision" = $revision

-- name: add_revision
-- Who made a change, when and why.
insert into "revision" ("number", "made_at", "by_id", "reason")
values ($number, $made_at, $by_id, $reason)

-- name: revisions
-- Every change, the newest first, or only so many.
select "number", "made_at", "by_id", "reason" from "revision" order by "number" desc
limit cast($limit as bigint)

-- name: kept_from
-- Since when the history is kept, None for all of it, and the first revision kept.
select "kept_from", "kept_revision" from "store"

-- name: keep_from
-- Set since when the history is kept.
update "store" set "kept_from" = $kept_from, "kept_revision" = $kept_revision, "epoch" = $epoch

-- name: is_kept
-- Whether the plan at a revision is still available.
select 1 from "revision" where "number" = $number

-- name: frozen_revisions
-- The revisions that closed periods show.
select distinct "closed_revision" from "reporting_period" where "closed_revision" is not null

-- name: states_between
-- The latest state, up to one revision, of everything that changed after another.
select "kind", "item_id", "parent_id", "version", "after"
from (
    select *, row_number() over (
        partition by "kind", "item_id" order by "revision" desc, "place" desc
    ) as "age"
    from "journal"
    where "revision" > $after and "revision" <= $until and "kind" not in ('check_in', 'person')
) as "entry"
where "age" = 1
order by "revision", "place"

-- name: forget_journal_between
-- Remove what happened after one revision until another.
delete from "journal" where "revision" > $after and "revision" <= $until

-- name: forget_revisions_between
-- Remove who made those changes, when and why.
delete from "revision" where "number" > $after and "number" < $until

-- name: forget_who_and_why
-- Keep a revision only for the plan it shows, without who and why.
update "revision" set "by_id" = null, "reason" = '' where "number" = $number

-- name: revision_at
-- The last change made by a moment.
select coalesce(max("number"), 0) from "revision" where "made_at" <= $moment

-- name: revision_before
-- The revision before the first change made at a moment or later, or else the last one from before
-- the moment. Changes dated in the future do not count.
select coalesce(
    (select min("number") - 1 from "revision" where "made_at" >= $moment and "made_at" <= $now),
    (select max("number") from "revision" where "made_at" < $moment),
    0
)

-- name: changed_at
-- Who made a change, and when.
select "by_id", "made_at" from "revision" where "number" = $revision

-- name: last_changed
-- When the newest change was made.
select "made_at" from "revision" order by "number" desc limit 1

-- name: changed_kinds
-- The kinds of items that changed after a revision.
select distinct "kind" from "journal" where "revision" > $revision

-- name: journal
-- What happened, the newest first, narrowed by whatever is given.
select j."revision", r."made_at", r."by_id", r."reason", j."kind", j."item_id", j."parent_id",
    j."version", j."event", j."before", j."after"
from "journal" j join "revision" r on r."number" = j."revision"
where (j."event" <> 'begins' or j."item_id" = $item_id)
    and (cast($item_id as varchar) is null or j."item_id" = $item_id or j."parent_id" = $item_id)
    and (cast($kind as varchar) is null or j."kind" = $kind
        or concat(j."revision", '/', j."item_id") = any(cast($heads as varchar[])))
    and (cast($revision as bigint) is null or j."revision" = $revision)
    and (not (j."revision" = any(cast($folded as bigint[])))
        or concat(j."revision", '/', j."item_id") = any(cast($heads as varchar[])))
    and (cast($by_id as varchar) is null or r."by_id" = $by_id)
    and (cast($since as timestamp) is null or r."made_at" >= $since)
    and (cast($until as timestamp) is null or r."made_at" <= $until)
    and (cast($search as varchar) is null
        or strpos(lower(concat(r."reason", ' ', j."before", ' ', j."after")), $search) > 0
        or concat(j."revision", '/', j."item_id") = any(cast($heads as varchar[])))
    and not (j."item_id" = any(cast($without as varchar[])))
    and not (coalesce(j."parent_id", '') = any(cast($without as varchar[])))
order by j."revision" desc, j."place" desc
limit $limit offset $offset

-- name: journal_count
-- How many entries match the same filter.
select count(*)
from "journal" j join "revision" r on r."number" = j."revision"
where (j."event" <> 'begins' or j."item_id" = $item_id)
    and (cast($item_id as varchar) is null or j."item_id" = $item_id or j."parent_id" = $item_id)
    and (cast($kind as varchar) is null or j."kind" = $kind
        or concat(j."revision", '/', j."item_id") = any(cast($heads as varchar[])))
    and (cast($revision as bigint) is null or j."revision" = $revision)
    and (not (j."revision" = any(cast($folded as bigint[])))
        or concat(j."revision", '/', j."item_id") = any(cast($heads as varchar[])))
    and (cast($by_id as varchar) is null or r."by_id" = $by_id)
    and (cast($since as timestamp) is null or r."made_at" >= $since)
    and (cast($until as timestamp) is null or r."made_at" <= $until)
    and (cast($search as varchar) is null
        or strpos(lower(concat(r."reason", ' ', j."before", ' ', j."after")), $search) > 0
        or concat(j."revision", '/', j."item_id") = any(cast($heads as varchar[])))
    and not (j."item_id" = any(cast($without as varchar[])))
    and not (coalesce(j."parent_id", '') = any(cast($without as varchar[])))

-- name: snapshots
-- Every item at a revision; people and check-ins have tables that keep their history.
select "kind", "item_id", "version", "after"
from (
    select "kind", "item_id", "version", "after", row_number() over (
        partition by "kind", "item_id" order by "revision" desc, "place" desc
    ) as "age"
    from "journal"
    where "revision" <= $revision and "kind" not in ('check_in', 'person')
) as "entry"
where "age" = 1

-- name: changed_between
-- What changed after a revision, until another.
select distinct "kind", "item_id" from "journal" where "revision" > $after and "revision" <= $until

-- name: snapshots_before
-- Every item that changed after a revision, until another, as it was before that.
select "kind", "item_id", "version", "after"
from (
    select "kind", "item_id", "version", "after", row_number() over (
        partition by "kind", "item_id" order by "revision" desc, "place" desc
    ) as "age"
    from "journal"
    where "revision" <= $after and "kind" not in ('check_in', 'person')
        and ("kind", "item_id") in (
            select "kind", "item_id" from "journal"
            where "revision" > $after and "revision" <= $until
        )
) as "entry"
where "age" = 1
