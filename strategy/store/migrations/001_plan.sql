-- The plan: who we are, what we want, what we do about it, and everything that was ever changed.

create table "store" (
    "epoch" varchar not null,
    "revision" integer not null
);

create table "revision" (
    "number" integer primary key,
    "made_at" timestamp not null,
    "by_id" varchar,
    "reason" varchar not null
);

create table "journal" (
    "revision" integer not null,
    "place" integer not null,
    "kind" varchar not null,
    "item_id" varchar not null,
    "parent_id" varchar,
    "version" integer not null,
    "event" varchar not null,
    "before" varchar,
    "after" varchar,
    primary key ("revision", "place")
);

create table "organisation" (
    "id" varchar primary key,
    "version" integer not null,
    "retired" boolean not null,
    "name" varchar not null,
    "number" varchar not null,
    "time_zone" varchar not null,
    "language" varchar not null,
    "cadence_days" integer not null,
    "grace_days" integer not null,
    "at_risk_points" integer not null,
    "off_track_points" integer not null,
    "reporting_days" varchar not null,
    "load_limit" integer not null,
    "postponed_limit" integer not null,
    "backup_days" integer not null,
    "demo" boolean not null,
    "revision" integer not null
);

create table "strategy" (
    "id" varchar primary key,
    "version" integer not null,
    "retired" boolean not null,
    "title" varchar not null,
    "vision" varchar not null,
    "description" varchar not null,
    "period_from" date,
    "period_to" date,
    "status" varchar not null,
    "revision" integer not null
);

create table "adoption" (
    "id" varchar primary key,
    "version" integer not null,
    "retired" boolean not null,
    "body" varchar not null,
    "on" date,
    "case_number" varchar not null,
    "note" varchar not null,
    "revision" integer not null
);

create table "plan_link" (
    "id" varchar primary key,
    "version" integer not null,
    "retired" boolean not null,
    "title" varchar not null,
    "url" varchar not null,
    "note" varchar not null,
    "revision" integer not null
);

create table "value" (
    "id" varchar primary key,
    "version" integer not null,
    "retired" boolean not null,
    "title" varchar not null,
    "description" varchar not null,
    "position" integer not null,
    "revision" integer not null
);

create table "challenge" (
    "id" varchar primary key,
    "version" integer not null,
    "retired" boolean not null,
    "code" varchar not null,
    "title" varchar not null,
    "description" varchar not null,
    "position" integer not null,
    "revision" integer not null
);

create table "unit" (
    "id" varchar primary key,
    "version" integer not null,
    "retired" boolean not null,
    "code" varchar not null,
    "title" varchar not null,
    "parent_id" varchar,
    "revision" integer not null
);

create table "position" (
    "id" varchar primary key,
    "version" integer not null,
    "retired" boolean not null,
    "title" varchar not null,
    "unit_id" varchar,
    "holder_id" varchar,
    "deputy_id" varchar,
    "revision" integer not null
);

create table "pillar" (
    "id" varchar primary key,
    "version" integer not null,
    "retired" boolean not null,
    "code" varchar not null,
    "title" varchar not null,
    "description" varchar not null,
    "position" integer not null,
    "revision" integer not null
);

create table "goal" (
    "id" varchar primary key,
    "version" integer not null,
    "retired" boolean not null,
    "code" varchar not null,
    "pillar_id" varchar not null,
    "title" varchar not null,
    "description" varchar not null,
    "owner_id" varchar,
    "owner_text" varchar not null,
    "unit_id" varchar,
    "due" date,
    "due_precision" varchar not null,
    "due_text" varchar not null,
    "challenge_ids" varchar not null,
    "un_goals" varchar not null,
    "plan_link_ids" varchar not null,
    "reorganisation" boolean not null,
    "confidential_to" varchar not null,
    "revision" integer not null
);

create table "indicator" (
    "id" varchar primary key,
    "version" integer not null,
    "retired" boolean not null,
    "code" varchar not null,
    "goal_id" varchar,
    "pillar_id" varchar,
    "title" varchar not null,
    "description" varchar not null,
    "unit" varchar not null,
    "direction" varchar not null,
    "baseline" double precision,
    "baseline_on" date,
    "baseline_text" varchar not null,
    "cadence_days" integer not null,
    "owner_id" varchar,
    "owner_text" varchar not null,
    "unit_id" varchar,
    "source" varchar not null,
    "confidential_to" varchar not null,
    "revision" integer not null
);

create table "target" (
    "id" varchar primary key,
    "version" integer not null,
    "retired" boolean not null,
    "indicator_id" varchar not null,
    "text" varchar not null,
    "comparison" varchar not null,
    "low" double precision,
    "high" double precision,
    "due" date,
    "due_precision" varchar not null,
    "revision" integer not null
);

create table "measurement" (
    "id" varchar primary key,
    "version" integer not null,
    "retired" boolean not null,
    "indicator_id" varchar not null,
    "on" date not null,
    "period" varchar not null,
    "value" double precision,
    "text" varchar not null,
    "note" varchar not null,
    "group_size" integer,
    "series_break" boolean not null,
    "preliminary" boolean not null,
    "revision" integer not null
);

create table "action" (
    "id" varchar primary key,
    "version" integer not null,
    "retired" boolean not null,
    "code" varchar not null,
    "title" varchar not null,
    "description" varchar not null,
    "goal_ids" varchar not null,
    "owner_id" varchar,
    "owner_text" varchar not null,
    "contributor_ids" varchar not null,
    "unit_id" varchar,
    "start" date,
    "start_precision" varchar not null,
    "due" date,
    "due_precision" varchar not null,
    "due_text" varchar not null,
    "original_due" date,
    "state" varchar not null,
    "closed_on" date,
    "budget_nok" bigint,
    "experiment" boolean not null,
    "hypothesis" varchar not null,
    "success_criterion" varchar not null,
    "learned" varchar not null,
    "reorganisation" boolean not null,
    "confidential_to" varchar not null,
    "revision" integer not null
);

create table "milestone" (
    "id" varchar primary key,
    "version" integer not null,
    "retired" boolean not null,
    "action_id" varchar not null,
    "title" varchar not null,
    "due" date,
    "done_on" date,
    "revision" integer not null
);

create table "check_in" (
    "id" varchar primary key,
    "version" integer not null,
    "retired" boolean not null,
    "action_id" varchar not null,
    "on" date not null,
    "by_id" varchar not null,
    "percent" integer not null,
    "judgement" varchar,
    "override_reason" varchar not null,
    "comment" varchar not null,
    "cause" varchar not null,
    "remedy" varchar not null,
    "unchanged_count" integer not null,
    "revision" integer not null
);

create table "postponement" (
    "id" varchar primary key,
    "version" integer not null,
    "retired" boolean not null,
    "action_id" varchar not null,
    "from_due" date,
    "proposed_due" date not null,
    "reason" varchar not null,
    "proposed_by" varchar not null,
    "proposed_on" date not null,
    "outcome" varchar not null,
    "decided_by" varchar,
    "decided_on" date,
    "decision_note" varchar not null,
    "revision" integer not null
);

create table "person" (
    "id" varchar primary key,
    "version" integer not null,
    "retired" boolean not null,
    "name" varchar not null,
    "email" varchar not null,
    "roles" varchar not null,
    "language" varchar,
    "erased" boolean not null,
    "revision" integer not null
);
