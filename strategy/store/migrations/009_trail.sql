-- A strategy's own life, the trail of a decision through the bodies, and who a hearing asks.

alter table "strategy" add column "follows_id" varchar;
alter table "strategy" add column "adopted_on" date;
alter table "strategy" add column "adopted_revision" integer;
alter table "strategy" add column "superseded_on" date;
alter table "strategy" add column "superseded_revision" integer;
alter table "adoption" add column "strategy_id" varchar;
alter table "adoption" add column "decision_id" varchar;
alter table "adoption" add column "at_revision" integer;
alter table "goal" add column "strategy_id" varchar;
alter table "goal" add column "carried_from" varchar;
alter table "goal" add column "carried_action_ids" varchar default '[]';
alter table "hearing" add column "asked_ids" varchar default '[]';
alter table "hearing" add column "closed_on" date;
