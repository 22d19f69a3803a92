-- name: tables
-- Every table of the database, no matter who created it.
select table_name from information_schema.tables
where table_schema = current_schema() and table_type = 'BASE TABLE'
order by table_name

-- name: columns
-- The columns of a table, in an order that does not depend on how the table came to be.
select column_name, data_type from information_schema.columns
where table_schema = current_schema() and table_name = $table
order by column_name

-- name: create_schema_version
-- Which steps the database has taken.
create table "schema_version" (
    "number" integer primary key,
    "name" varchar not null,
    "applied_at" timestamp not null
)

-- name: schema_number
-- The last step taken.
select coalesce(max("number"), 0) from "schema_version"

-- name: migrated
-- Remember that a step was taken.
insert into "schema_version" ("number", "name", "applied_at") values ($number, $name, $applied_at)

-- name: begin_store
-- Begin the history of a new store.
insert into "store" ("epoch", "revision") values ($epoch, 0)

-- name: new_epoch
-- Begin a new history after a restore.
update "store" set "epoch" = $epoch
