-- What an indicator counts, and whose a figure from outside is.

alter table "indicator" add column "numerator" varchar default '';
alter table "indicator" add column "denominator" varchar default '';
alter table "indicator" add column "licence" varchar default '';
alter table "measurement" add column "source" varchar default '';
alter table "measurement" add column "licence" varchar default '';
