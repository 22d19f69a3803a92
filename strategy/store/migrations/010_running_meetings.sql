-- A meeting that runs: what is up and since when, beside the plan; what was approved, sealed.

alter table "meeting" add column "seal" varchar default '';

create table "meeting_clock" (
    "id" varchar primary key,
    "version" integer not null,
    "content" varchar not null
);
