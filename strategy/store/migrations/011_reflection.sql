-- Rounds of reflection: beside the plan, outside its journal.
-- No table says when somebody answered, and none of the answers' tables has a key that would keep
-- rows in the order they came in.

create table "reflection_round" (
    "id" varchar primary key,
    "version" integer not null,
    "pulse" integer not null,
    "content" varchar not null
);

create table "reflection_answer" (
    "id" varchar not null,
    "round_id" varchar not null,
    "prompt_key" varchar not null,
    "person_id" varchar,
    "text" varchar not null,
    "level" integer,
    "heap" varchar not null
);

create table "reflection_mark" (
    "round_id" varchar not null,
    "prompt_key" varchar not null,
    "who" varchar not null
);

create table "reflection_code" (
    "round_id" varchar not null,
    "code" varchar not null
);

create table "reflection_guest" (
    "round_id" varchar not null,
    "fingerprint" varchar not null
);
