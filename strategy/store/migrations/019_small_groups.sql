-- From how many people a figure is shown, and whether smaller groups' figures are kept for a few to see.

alter table "organisation" add column "smallest_group" integer default 5;
alter table "organisation" add column "keep_small_groups" boolean default false;
