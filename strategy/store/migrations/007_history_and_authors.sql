-- How long the history is kept, and from when it still is; who gave an input.

alter table "organisation" add column "history_years" integer;

alter table "store" add column "kept_from" timestamp;
alter table "store" add column "kept_revision" integer default 0;

alter table "involvement" add column "by_id" varchar;
