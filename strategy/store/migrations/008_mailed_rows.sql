-- Beside reminders, owners' workbooks are mailed: a mail has a kind, and somebody who asked for it.

create table "mailing" (
    "person_id" varchar not null,
    "day" date not null,
    "kind" varchar not null,
    "message_id" varchar not null,
    "state" varchar not null,
    "attempts" integer not null,
    "tried_at" timestamp not null,
    "problem" varchar not null,
    "asked_by" varchar,
    primary key ("person_id", "day", "kind")
);

insert into "mailing"
    ("person_id", "day", "kind", "message_id", "state", "attempts", "tried_at", "problem")
select "person_id", "day", 'reminder', "message_id", "state", "attempts", "tried_at", "problem"
from "mail";

drop table "mail";
