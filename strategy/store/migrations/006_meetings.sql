-- Meetings grow out of the days of the meeting calendar: agenda, who is there, what is decided.

alter table "meeting_day" rename to "meeting";
alter table "meeting" add column "begins" varchar default '';
alter table "meeting" add column "ends" varchar default '';
alter table "meeting" add column "place" varchar default '';
alter table "meeting" add column "state" varchar default 'planned';
alter table "meeting" add column "note" varchar default '';
alter table "meeting" add column "approved_by" varchar;
alter table "meeting" add column "approved_on" date;
update "journal" set "kind" = 'meeting' where "kind" = 'meeting_day';

create table "agenda_item" (
    "id" varchar primary key,
    "version" integer not null,
    "retired" boolean not null,
    "meeting_id" varchar not null,
    "title" varchar not null,
    "description" varchar not null,
    "position" integer not null,
    "minutes" integer not null,
    "topic" varchar not null,
    "pillar_id" varchar,
    "goal_ids" varchar not null,
    "action_ids" varchar not null,
    "round_key" varchar,
    "notes" varchar not null,
    "parked" boolean not null,
    "confidential_to" varchar not null,
    "revision" integer not null
);

create table "attendance" (
    "id" varchar primary key,
    "version" integer not null,
    "retired" boolean not null,
    "meeting_id" varchar not null,
    "person_id" varchar,
    "who" varchar not null,
    "attends_as" varchar not null,
    "presence" varchar not null,
    "revision" integer not null
);

create table "agreement" (
    "id" varchar primary key,
    "version" integer not null,
    "retired" boolean not null,
    "round_key" varchar not null,
    "prompt_key" varchar not null,
    "question" varchar not null,
    "theme" varchar,
    "pillar_id" varchar,
    "sentence" varchar not null,
    "level" integer,
    "on" date not null,
    "meeting_id" varchar,
    "confidential_to" varchar not null,
    "revision" integer not null
);

create table "decision" (
    "id" varchar primary key,
    "version" integer not null,
    "retired" boolean not null,
    "code" varchar not null,
    "meeting_id" varchar not null,
    "agenda_item_id" varchar,
    "title" varchar not null,
    "description" varchar not null,
    "decided" varchar not null,
    "goal_ids" varchar not null,
    "action_ids" varchar not null,
    "agreement_ids" varchar not null,
    "owner_id" varchar,
    "due" date,
    "reorganisation" boolean not null,
    "confidential_to" varchar not null,
    "revision" integer not null
);

create table "hearing" (
    "id" varchar primary key,
    "version" integer not null,
    "retired" boolean not null,
    "title" varchar not null,
    "description" varchar not null,
    "asked" varchar not null,
    "opens" date not null,
    "closes" date not null,
    "goal_ids" varchar not null,
    "action_ids" varchar not null,
    "decision_ids" varchar not null,
    "conclusion" varchar not null,
    "confidential_to" varchar not null,
    "revision" integer not null
);

create table "prompt" (
    "id" varchar primary key,
    "version" integer not null,
    "retired" boolean not null,
    "theme" varchar not null,
    "pillar_id" varchar,
    "text" varchar not null,
    "position" integer not null,
    "revision" integer not null
);

alter table "involvement" add column "hearing_id" varchar;
