-- name: reflection_rounds
-- Every round.
select "content", "version" from "reflection_round" order by "id"

-- name: reflection_round
-- One round.
select "content", "version" from "reflection_round" where "id" = $id

-- name: reflection_pulse
-- How often anything about a round has changed.
select "pulse" from "reflection_round" where "id" = $id

-- name: reflection_moments
-- How often anything about each round has changed, and which revision the plan is at.
select r."id", r."pulse", s."epoch", s."revision"
from "reflection_round" r, "store" s order by r."id"

-- name: add_reflection_round
-- Store a new round.
insert into "reflection_round" ("id", "version", "pulse", "content")
values ($id, 1, 1, $content)

-- name: change_reflection_round
-- Store a changed round.
update "reflection_round" set "version" = $version + 1, "content" = $content where "id" = $id

-- name: beat_reflection_round
-- Count a change, for those who follow the round.
update "reflection_round" set "pulse" = "pulse" + 1 where "id" = $id

-- name: drop_reflection_round
-- Forget a round.
delete from "reflection_round" where "id" = $id

-- name: reflection_answers
-- What was answered in a round, in an order that reveals nothing.
select "id", "prompt_key", "person_id", "text", "level", "heap"
from "reflection_answer" where "round_id" = $id order by "id"

-- name: reflection_answers_to
-- What was answered to one question.
select "id", "prompt_key", "person_id", "text", "level", "heap"
from "reflection_answer" where "round_id" = $id and "prompt_key" = $prompt_key order by "id"

-- name: drop_reflection_answers_to
-- Remove the answers to one question, to rewrite them.
delete from "reflection_answer" where "round_id" = $id and "prompt_key" = $prompt_key

-- name: drop_reflection_answers
-- Forget what was answered in a round.
delete from "reflection_answer" where "round_id" = $id

-- name: drop_reflection_marks
-- Forget who has answered in a round.
delete from "reflection_mark" where "round_id" = $id

-- name: lay_reflection_answer
-- Put an answer in a heap.
update "reflection_answer" set "heap" = $heap where "round_id" = $id and "id" = $answer_id

-- name: reflection_marks
-- Who has answered which question of a round.
select "prompt_key", "who" from "reflection_mark" where "round_id" = $id
order by "prompt_key", "who"

-- name: reflection_marks_of
-- Which questions of which rounds somebody has answered.
select "round_id", "prompt_key" from "reflection_mark" where "who" = $who
order by "round_id", "prompt_key"

-- name: drop_reflection_marks_to
-- Remove the marks of one question, to rewrite them.
delete from "reflection_mark" where "round_id" = $id and "prompt_key" = $prompt_key

-- name: drop_reflection_marks_of
-- Remove somebody's marks in a round.
delete from "reflection_mark" where "round_id" = $id and "who" = $who

-- name: rename_reflection_marks
-- Make somebody's marks in a round anonymous.
update "reflection_mark" set "who" = $nobody where "round_id" = $id and "who" = $who

-- name: reflection_answers_of
-- What somebody answered by name.
select "id", "prompt_key", "person_id", "text", "level", "heap", "round_id"
from "reflection_answer" where "person_id" = $who order by "round_id", "prompt_key"

-- name: drop_reflection_answers_of
-- Remove what somebody answered by name.
delete from "reflection_answer" where "round_id" = $id and "person_id" = $who

-- name: reflection_code
-- The code by which guests come in.
select "code" from "reflection_code" where "round_id" = $id

-- name: reflection_round_of_code
-- The round a code leads to.
select "round_id" from "reflection_code" where "code" = $code

-- name: set_reflection_code
-- Let guests come in by a code.
insert into "reflection_code" ("round_id", "code") values ($id, $code)

-- name: drop_reflection_code
-- Let nobody come in by the code any more.
delete from "reflection_code" where "round_id" = $id

-- name: reflection_guests
-- How many guests came in.
select count(*) from "reflection_guest" where "round_id" = $id

-- name: add_reflection_guest
-- Let a guest in.
insert into "reflection_guest" ("round_id", "fingerprint") values ($id, $fingerprint)

-- name: reflection_round_of_guest
-- The round a guest was let into.
select "round_id" from "reflection_guest" where "fingerprint" = $fingerprint

-- name: drop_reflection_guests
-- Forget who came in.
delete from "reflection_guest" where "round_id" = $id
