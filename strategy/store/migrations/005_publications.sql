-- What was published: beside the plan, outside its journal, with a log of its own.
-- Rows of publication, publication_page and publication_event are added and never changed.

create table "publication_draft" (
    "id" varchar primary key,
    "version" integer not null,
    "prepared_at" timestamp not null,
    "content" varchar not null
);

create table "publication" (
    "id" varchar primary key,
    "number" integer not null,
    "title" varchar not null,
    "day" date not null,
    "plan_revision" integer not null,
    "prepared_by" varchar not null,
    "approved_by" varchar not null,
    "published_at" timestamp not null,
    "replaces_id" varchar,
    "content" varchar not null,
    "content_hash" varchar not null,
    "pages_hash" varchar not null,
    "seal" varchar not null
);

create table "publication_page" (
    "publication_id" varchar not null,
    "name" varchar not null,
    "body" varchar not null,
    primary key ("publication_id", "name")
);

create table "publication_event" (
    "place" integer primary key,
    "publication_id" varchar not null,
    "kind" varchar not null,
    "happened_at" timestamp not null,
    "by_id" varchar not null,
    "reason" varchar not null,
    "other_id" varchar,
    "publication_seal" varchar not null,
    "seal" varchar not null
);

alter table "organisation" add column "public" boolean default false;
alter table "organisation" add column "publish_names" boolean default false;
alter table "organisation" add column "statement_url" varchar default '';
alter table "organisation" add column "feedback_address" varchar default '';
