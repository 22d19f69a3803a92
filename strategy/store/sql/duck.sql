-- name: lock_settings
-- Lock the settings: nothing read or run after this can change what the engine may do. (DuckDB
-- only.)
set lock_configuration = true

-- name: merge_log
-- Merge the log into the database file. (DuckDB only.)
force checkpoint

-- name: allow_path
-- Allow the engine this one file, before all other access is shut off. (DuckDB only.)
set allowed_paths = [$path, $log]

-- name: shut_in
-- Shut off access to files, addresses and extensions from now on. (DuckDB only.)
set enable_external_access = false

-- name: attach_foreign
-- Attach a file from outside, read-only. (DuckDB only, as all below.)
attach $path as "from_outside" (read_only)

-- name: what_there_is
-- Every object created in a database, by kind, name and exact definition. The engine's own
-- functions are called by their full names: a database from outside may define others by the short
-- names.
select 'schema', schema_name, '' from system.main.duckdb_schemas()
where database_name = $database and not internal
union all
select 'table', case schema_name when 'main' then '' else schema_name || '.' end || table_name, ''
from system.main.duckdb_tables() where database_name = $database and not internal
union all
select 'view', view_name, '' from system.main.duckdb_views()
where database_name = $database and not internal
union all
select 'macro', function_name, '' from system.main.duckdb_functions()
where database_name = $database and not internal
union all
select 'sequence', sequence_name, '' from system.main.duckdb_sequences()
where database_name = $database
union all
select 'type', type_name, '' from system.main.duckdb_types()
where database_name = $database and not internal
union all
select 'index', index_name, '' from system.main.duckdb_indexes() where database_name = $database
union all
select 'trigger', trigger_name, '' from system.main.duckdb_triggers()
where database_name = $database
union all
select 'column', table_name || '.' || column_name,
    concat_ws(' ', data_type, is_nullable, column_default)
from system.main.duckdb_columns() where database_name = $database and not internal
union all
select 'rule', table_name || '.' || constraint_text, '' from system.main.duckdb_constraints()
where database_name = $database and constraint_type <> 'NOT NULL'

-- name: whose_and_how_far
-- What a store from outside holds: its history, how far it has come, its owner, its last change.
select cast(s."epoch" as varchar), cast(s."revision" as integer), cast(o."name" as varchar),
    cast(o."demo" as boolean), cast(r."made_at" as timestamp)
from "from_outside"."main"."store" s
left join "from_outside"."main"."organisation" o on true
left join "from_outside"."main"."revision" r on r."number" = s."revision"

-- name: steps_from_outside
-- Which steps the tables of a store from outside have taken.
select cast("number" as integer) as "step" from "from_outside"."main"."schema_version"
order by "step"
