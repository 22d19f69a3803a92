-- What the program remembers of its own upkeep: where the clock was seen, how the backups went.

create table "upkeep" (
    "name" varchar primary key,
    "content" varchar not null
);
