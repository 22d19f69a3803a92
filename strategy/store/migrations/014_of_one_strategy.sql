-- What a strategy in preparation stands on for itself: pillars, values, challenges and overarching
-- plans that come with it or continue one of the strategy that holds; and which strategy an action or
-- an indicator is of that no goal tells it of.

alter table "pillar" add column "strategy_id" varchar;
alter table "pillar" add column "carried_from" varchar;
alter table "challenge" add column "strategy_id" varchar;
alter table "challenge" add column "carried_from" varchar;
alter table "value" add column "strategy_id" varchar;
alter table "value" add column "carried_from" varchar;
alter table "plan_link" add column "strategy_id" varchar;
alter table "plan_link" add column "carried_from" varchar;
alter table "indicator" add column "strategy_id" varchar;
alter table "action" add column "strategy_id" varchar;
