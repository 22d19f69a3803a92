-- name: questions
-- Every question, the newest first.
select "content", "version" from "question" order by "asked_at" desc, "id"

-- name: question
-- One question.
select "content", "version" from "question" where "id" = $id

-- name: add_question
-- Somebody asks.
insert into "question" ("id", "version", "asked_by", "asked_at", "content")
values ($id, 1, $asked_by, $asked_at, $content)

-- name: change_question
-- A question comes a step further, unless somebody else has taken one meanwhile.
update "question" set "content" = $content, "version" = "version" + 1
where "id" = $id and "version" = $version

-- name: add_letter
-- Somebody is to be told of what became of a question.
insert into "question_letter" ("id", "question_id", "person_id", "kind", "made_at", "message_id",
    "state", "attempts", "tried_at", "problem")
values ($id, $question_id, $person_id, $kind, $now, '', $state, 0, null, '')

-- name: letters
-- The letters in a state, the oldest first.
select "id", "question_id", "person_id", "kind", "made_at", "message_id", "state", "attempts",
    "tried_at", "problem"
from "question_letter" where "state" = $state order by "made_at", "id"

-- name: letters_to
-- Every letter kept of a person, the newest first.
select "id", "question_id", "person_id", "kind", "made_at", "message_id", "state", "attempts",
    "tried_at", "problem"
from "question_letter" where "person_id" = $person_id order by "made_at" desc, "id"

-- name: claim_letter
-- Take a letter in hand, unless somebody else has.
update "question_letter" set "state" = $claimed, "attempts" = "attempts" + 1, "tried_at" = $now,
    "message_id" = case when "message_id" = '' then $message_id else "message_id" end
where "id" = $id and "state" = $waiting

-- name: letter_message_id
-- The id a letter's message has had from its first try.
select "message_id" from "question_letter" where "id" = $id

-- name: settle_letter
-- Remember what became of a letter in hand.
update "question_letter" set "state" = $state, "problem" = $problem where "id" = $id

-- name: doubt_letters
-- Whoever was handing these over is gone: nobody knows whether they went.
update "question_letter" set "state" = $unsure where "state" = $claimed

-- name: erase_letters
-- Remove what somebody was told of questions.
delete from "question_letter" where "person_id" = $person_id

-- name: forget_letters
-- Remove what was told long ago.
delete from "question_letter" where "made_at" < $before and "state" <> $waiting
