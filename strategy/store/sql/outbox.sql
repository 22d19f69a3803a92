-- name: mail_of
-- The state of one mail.
select "state", "message_id", "tried_at", "attempts" from "outbox"
where "person_id" = $person_id and "day" = $day and "kind" = $kind and "about" = $about
    and "turn" = $turn

-- name: add_mail
-- A mail is tried for the first time, or requested and not yet tried.
insert into "outbox"
    ("person_id", "day", "kind", "about", "turn", "message_id", "state", "attempts", "tried_at",
    "problem", "told", "asked_by")
values ($person_id, $day, $kind, $about, $turn, $message_id, $state, $attempts, $now, $problem,
    $told, $asked_by)

-- name: try_mail_again
-- A mail is tried once more; its message keeps the id it got when it was first tried.
update "outbox" set "state" = $state, "attempts" = "attempts" + 1, "tried_at" = $now,
    "problem" = $problem, "told" = $told,
    "message_id" = case when "message_id" = '' then $message_id else "message_id" end
where "person_id" = $person_id and "day" = $day and "kind" = $kind and "about" = $about
    and "turn" = $turn

-- name: ask_again
-- A mail the server refused is requested once more, as a mail of its own.
update "outbox" set "state" = $state, "message_id" = '', "attempts" = 0, "tried_at" = $now,
    "problem" = '', "told" = '', "asked_by" = $asked_by
where "person_id" = $person_id and "day" = $day and "kind" = $kind and "about" = $about
    and "turn" = $turn

-- name: settle_mail
-- Record the outcome of a claimed mail.
update "outbox" set "state" = $state, "problem" = $problem
where "person_id" = $person_id and "day" = $day and "kind" = $kind and "about" = $about
    and "turn" = $turn

-- name: doubt_claims
-- The process that had claimed these is gone: nobody knows whether they were sent.
update "outbox" set "state" = $unsure where "state" = $claimed

-- name: overtake_mail
-- Waiting mails from before a day are superseded.
update "outbox" set "state" = $overtaken
where "state" = $waiting and "kind" = $kind and "day" < $before

-- name: overtake_mail_to
-- Mails waiting for a person about the same thing are superseded.
update "outbox" set "state" = $overtaken
where "state" = $waiting and "kind" = $kind and "about" = $about and "person_id" = $person_id
    and ("day" < $day or "turn" < $turn)

-- name: overtake_mails_about
-- Mails waiting about one thing are superseded, for everybody.
update "outbox" set "state" = $overtaken
where "state" = $waiting and "kind" = $kind and "about" = $about

-- name: last_mailed
-- The day each person last got a mail of a kind, until today.
select "person_id", max("day") from "outbox"
where "state" = $sent and "kind" = $kind and "day" <= $today
group by "person_id"

-- name: waiting_mails
-- The mails not tried yet, and those last tried before a moment, the oldest first.
select "person_id", "day", "kind", "about", "turn", "message_id", "state", "attempts", "tried_at",
    "problem", "told", "asked_by"
from "outbox" where "state" = $waiting and ("attempts" = 0 or "tried_at" <= $tried_before)
order by "day", "tried_at", "kind", "about", "person_id"

-- name: count_open_mails
-- How many mails are to be tried, or are claimed and not settled.
select count(*) from "outbox" where "state" = $claimed
    or ("state" = $waiting and ("attempts" = 0 or "tried_at" <= $tried_before))

-- name: mails
-- The latest mails, the newest first.
select "person_id", "day", "kind", "about", "turn", "message_id", "state", "attempts", "tried_at",
    "problem", "told", "asked_by"
from "outbox" order by "day" desc, "tried_at" desc, "person_id", "kind" limit $limit

-- name: mails_of_day
-- The mails of a kind on a day.
select "person_id", "day", "kind", "about", "turn", "message_id", "state", "attempts", "tried_at",
    "problem", "told", "asked_by"
from "outbox" where "day" = $day and "kind" = $kind

-- name: mails_about
-- The mails of a kind about one thing, the latest turn first.
select "person_id", "day", "kind", "about", "turn", "message_id", "state", "attempts", "tried_at",
    "problem", "told", "asked_by"
from "outbox" where "about" = $about and "kind" = $kind
order by "turn" desc, "day" desc, "person_id"

-- name: mails_to
-- Every mail kept of a person, the newest first.
select "person_id", "day", "kind", "about", "turn", "message_id", "state", "attempts", "tried_at",
    "problem", "told", "asked_by"
from "outbox" where "person_id" = $person_id order by "day" desc, "kind", "about", "turn" desc

-- name: erase_mails
-- Remove what was mailed to a person.
delete from "outbox" where "person_id" = $person_id

-- name: erase_asking
-- Remove who asked for a mail.
update "outbox" set "asked_by" = null where "asked_by" = $person_id

-- name: forget_mails
-- Remove what was mailed long ago.
delete from "outbox" where "day" < $before
