-- How many months answers given in rounds of reflection are kept after the round has ended.

alter table "organisation" add column "reflection_months" integer default 24;
