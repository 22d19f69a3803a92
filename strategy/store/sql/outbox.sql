-- name: mail_of
-- What became of a person's mail of a kind on a day.
select "state", "message_id", "tried_at" from "mailing"
where "person_id" = $person_id and "day" = $day and "kind" = $kind

-- name: add_mail
-- A person's mail of a day is tried for the first time, or asked for and not yet tried.
insert into "mailing"
    ("person_id", "day", "kind", "message_id", "state", "attempts", "tried_at", "problem",
    "asked_by")
values ($person_id, $day, $kind, $message_id, $state, $attempts, $now, $problem, $asked_by)

-- name: try_mail_again
-- A mail is tried once more.
update "mailing" set "state" = $state, "attempts" = "attempts" + 1, "tried_at" = $now,
    "problem" = $problem
where "person_id" = $person_id and "day" = $day and "kind" = $kind

-- name: ask_again
-- What the server would not take is asked for once more, as a mail of its own.
update "mailing" set "state" = $state, "message_id" = $message_id, "tried_at" = $now,
    "problem" = '', "asked_by" = $asked_by
where "person_id" = $person_id and "day" = $day and "kind" = $kind

-- name: settle_mail
-- Remember what became of a mail that was being handed over.
update "mailing" set "state" = $state, "problem" = $problem
where "person_id" = $person_id and "day" = $day and "kind" = $kind

-- name: doubt_claims
-- Whoever was handing these over is gone: nobody knows whether they went.
update "mailing" set "state" = $unsure where "state" = $claimed

-- name: overtake_mail
-- What waited before a day is not worth sending any more.
update "mailing" set "state" = $overtaken
where "state" = $waiting and "kind" = $kind and "day" < $before

-- name: overtake_mail_to
-- What waited for a person before a day is not worth sending any more.
update "mailing" set "state" = $overtaken
where "state" = $waiting and "kind" = $kind and "day" < $before and "person_id" = $person_id

-- name: last_mailed
-- The day each person last got a mail of a kind.
select "person_id", max("day") from "mailing" where "state" = $sent and "kind" = $kind
group by "person_id"

-- name: waiting_mails
-- The mails of a kind that wait, the oldest first.
select "person_id", "day", "kind", "message_id", "state", "attempts", "tried_at", "problem",
    "asked_by"
from "mailing" where "state" = $waiting and "kind" = $kind and "tried_at" <= $tried_before
order by "day", "tried_at", "person_id"

-- name: mails
-- The latest mails, the newest first.
select "person_id", "day", "kind", "message_id", "state", "attempts", "tried_at", "problem",
    "asked_by"
from "mailing" order by "day" desc, "tried_at" desc, "person_id", "kind" limit $limit

-- name: mails_of_day
-- The mails of a kind on a day.
select "person_id", "day", "kind", "message_id", "state", "attempts", "tried_at", "problem",
    "asked_by"
from "mailing" where "day" = $day and "kind" = $kind

-- name: mails_to
-- Every mail kept of a person, the newest first.
select "person_id", "day", "kind", "message_id", "state", "attempts", "tried_at", "problem",
    "asked_by"
from "mailing" where "person_id" = $person_id order by "day" desc, "kind"

-- name: erase_mails
-- Remove what was mailed to a person.
delete from "mailing" where "person_id" = $person_id

-- name: erase_asking
-- Remove who asked for a mail.
update "mailing" set "asked_by" = null where "asked_by" = $person_id

-- name: forget_mails
-- Remove what was mailed long ago.
delete from "mailing" where "day" < $before
