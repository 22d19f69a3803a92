-- The day an adopted strategy comes into force; empty where that is the day it was adopted, as it was
-- for every strategy adopted before this step.

alter table "strategy" add column "in_force_from" date;
