-- Reporting periods and what reviewers said; who leads a unit; when one is reminded.
-- What was mailed, and the addresses of calendars, lie beside the plan and never in the journal.

create table "reporting_period" (
    "id" varchar primary key,
    "version" integer not null,
    "retired" boolean not null,
    "title" varchar not null,
    "first" date not null,
    "ends" date not null,
    "ends_precision" varchar not null,
    "opens" date not null,
    "deadline" date not null,
    "grace_until" date not null,
    "closed_on" date,
    "closed_by" varchar,
    "closed_revision" integer,
    "revision" integer not null
);

create table "review" (
    "id" varchar primary key,
    "version" integer not null,
    "retired" boolean not null,
    "period_id" varchar not null,
    "unit_id" varchar,
    "action_id" varchar,
    "check_in_id" varchar,
    "outcome" varchar not null,
    "comment" varchar not null,
    "by_id" varchar not null,
    "on" date not null,
    "revision" integer not null
);

alter table "position" add column "leads" boolean default false;

alter table "organisation" add column "opens_days" integer default 14;
alter table "organisation" add column "deadline_days" integer default 14;
alter table "organisation" add column "reminders" boolean default false;
alter table "organisation" add column "reminder_hour" integer default 7;
alter table "organisation" add column "due_soon_days" integer default 14;
alter table "organisation" add column "escalate_days" integer default 14;

create table "mail" (
    "person_id" varchar not null,
    "day" date not null,
    "message_id" varchar not null,
    "state" varchar not null,
    "attempts" integer not null,
    "tried_at" timestamp not null,
    "problem" varchar not null,
    primary key ("person_id", "day")
);

create table "calendar_feed" (
    "person_id" varchar primary key,
    "fingerprint" varchar not null,
    "made_at" timestamp not null
);
