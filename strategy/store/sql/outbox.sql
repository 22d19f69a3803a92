-- name: mail_of
-- What became of a person's mail of a day.
select "state", "message_id", "tried_at" from "mail"
where "person_id" = $person_id and "day" = $day

-- name: add_mail
-- A person's mail of a day is tried for the first time.
insert into "mail"
    ("person_id", "day", "message_id", "state", "attempts", "tried_at", "problem")
values ($person_id, $day, $message_id, $state, 1, $now, $problem)

-- name: try_mail_again
-- A mail is tried once more.
update "mail" set "state" = $state, "attempts" = "attempts" + 1, "tried_at" = $now,
    "problem" = $problem
where "person_id" = $person_id and "day" = $day

-- name: settle_mail
-- Remember what became of a mail that was being handed over.
update "mail" set "state" = $state, "problem" = $problem
where "person_id" = $person_id and "day" = $day

-- name: doubt_claims
-- Whoever was handing these over is gone: nobody knows whether they went.
update "mail" set "state" = $unsure where "state" = $claimed

-- name: overtake_mail
-- What waited on an earlier day is told by the mail of today.
update "mail" set "state" = $overtaken where "state" = $waiting and "day" < $day

-- name: last_mailed
-- The day each person last got a mail.
select "person_id", max("day") from "mail" where "state" = $sent group by "person_id"

-- name: mails
-- The latest mails, the newest first.
select "person_id", "day", "message_id", "state", "attempts", "tried_at", "problem" from "mail"
order by "day" desc, "tried_at" desc, "person_id" limit $limit

-- name: mails_to
-- Every mail kept of a person, the newest first.
select "person_id", "day", "message_id", "state", "attempts", "tried_at", "problem" from "mail"
where "person_id" = $person_id order by "day" desc

-- name: erase_mails
-- Remove what was mailed to a person.
delete from "mail" where "person_id" = $person_id

-- name: forget_mails
-- Remove what was mailed long ago.
delete from "mail" where "day" < $before
