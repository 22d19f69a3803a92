-- name: questions
-- Every question, the newest first.
select "content", "version" from "question" order by "asked_at" desc, "id"

-- name: question
-- One question.
select "content", "version" from "question" where "id" = $id

-- name: add_question
-- Store a new question.
insert into "question" ("id", "version", "asked_by", "asked_at", "content")
values ($id, 1, $asked_by, $asked_at, $content)

-- name: change_question
-- Store a question's next step, unless somebody else has taken one meanwhile.
update "question" set "content" = $content, "version" = "version" + 1
where "id" = $id and "version" = $version
