-- Questions about what is published, the letters about them, and the coat of arms: beside the plan.
-- A letter holds no word: who is to be told of what, and what became of it.

create table "question" (
    "id" varchar primary key,
    "version" integer not null,
    "asked_by" varchar not null,
    "asked_at" timestamp not null,
    "content" varchar not null
);

create table "question_letter" (
    "id" varchar primary key,
    "question_id" varchar not null,
    "person_id" varchar not null,
    "kind" varchar not null,
    "made_at" timestamp not null,
    "message_id" varchar not null,
    "state" varchar not null,
    "attempts" integer not null,
    "tried_at" timestamp,
    "problem" varchar not null
);

create table "coat_of_arms" (
    "digest" varchar primary key,
    "picture" varchar not null,
    "added_at" timestamp not null
);

alter table "organisation" add column "coat_of_arms" varchar default '';
alter table "organisation" add column "answer_days" integer default 14;
