-- Whatever is mailed lies in one table: a mail is about something, a step or a sending of it, and
-- bears a mark of what it told. Letters about questions nobody has sent yet are carried over: the
-- latest of each question, which alone can still be true, at the step it has come to.

create table "outbox" (
    "person_id" varchar not null,
    "day" date not null,
    "kind" varchar not null,
    "about" varchar not null,
    "turn" integer not null,
    "message_id" varchar not null,
    "state" varchar not null,
    "attempts" integer not null,
    "tried_at" timestamp not null,
    "problem" varchar not null,
    "told" varchar not null,
    "asked_by" varchar,
    primary key ("person_id", "day", "kind", "about", "turn")
);

insert into "outbox"
    ("person_id", "day", "kind", "about", "turn", "message_id", "state", "attempts", "tried_at",
    "problem", "told", "asked_by")
select "person_id", "day", "kind", '', 0, "message_id", "state", "attempts", "tried_at", "problem",
    '', "asked_by"
from "mailing";

insert into "outbox"
    ("person_id", "day", "kind", "about", "turn", "message_id", "state", "attempts", "tried_at",
    "problem", "told")
select distinct l."person_id", cast(l."made_at" as date), 'question', q."id", q."version",
    l."message_id", l."state", l."attempts", coalesce(l."tried_at", l."made_at"), l."problem", ''
from "question_letter" l join "question" q on q."id" = l."question_id"
where l."state" in ('waiting', 'claimed') and l."made_at" = (
    select max(m."made_at") from "question_letter" m where m."question_id" = l."question_id"
);

drop table "mailing";
drop table "question_letter";
