-- Who may come in: what a provider calls a person, invitations, sessions, the first one's code.
-- Secrets lie here as fingerprints only, and no names at all.

create table "identity" (
    "issuer" varchar not null,
    "subject" varchar not null,
    "person_id" varchar not null,
    "bound_at" timestamp not null,
    primary key ("issuer", "subject")
);

create table "invitation" (
    "fingerprint" varchar primary key,
    "person_id" varchar not null,
    "expires_at" timestamp not null,
    "used_at" timestamp
);

create table "sign_in_session" (
    "fingerprint" varchar primary key,
    "person_id" varchar not null,
    "provider" varchar not null,
    "roles" varchar,
    "started_at" timestamp not null,
    "seen_at" timestamp not null,
    "expires_at" timestamp not null,
    "ended_at" timestamp
);

create table "first_code" (
    "fingerprint" varchar primary key,
    "expires_at" timestamp not null
);
