-- Who was involved in what, and the days that «since the last meeting» counts from.

create table "involvement" (
    "id" varchar primary key,
    "version" integer not null,
    "retired" boolean not null,
    "item_kind" varchar not null,
    "item_id" varchar not null,
    "party" varchar not null,
    "who" varchar not null,
    "on" date not null,
    "how" varchar not null,
    "outcome" varchar not null,
    "revision" integer not null
);

create table "meeting_day" (
    "id" varchar primary key,
    "version" integer not null,
    "retired" boolean not null,
    "title" varchar not null,
    "on" date not null,
    "revision" integer not null
);
