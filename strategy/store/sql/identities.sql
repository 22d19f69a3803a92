-- name: bind_identity
-- Remember what a provider calls a person.
insert into "identity" ("issuer", "subject", "person_id", "bound_at")
values ($issuer, $subject, $person_id, $now)

-- name: rebind_identity
-- Give the provider's name for somebody who has left to somebody else.
update "identity" set "person_id" = $person_id, "bound_at" = $now
where "issuer" = $issuer and "subject" = $subject

-- name: identity_owner
-- Whom a provider's name for somebody belongs to.
select "person_id" from "identity" where "issuer" = $issuer and "subject" = $subject

-- name: identities
-- What providers call a person.
select "issuer", "subject", "bound_at" from "identity"
where "person_id" = $person_id order by "bound_at", "issuer", "subject"

-- name: people_with_identity
-- Everybody a provider knows.
select distinct "person_id" from "identity" order by "person_id"

-- name: add_invitation
-- Let somebody in once.
insert into "invitation" ("fingerprint", "person_id", "expires_at")
values ($fingerprint, $person_id, $expires_at)

-- name: invited
-- Whom a valid invitation is for.
select "person_id" from "invitation"
where "fingerprint" = $fingerprint and "used_at" is null
    and "expires_at" > $now and "expires_at" <= $at_the_latest

-- name: use_invitation
-- Use up an invitation.
update "invitation" set "used_at" = $now
where "fingerprint" = $fingerprint and "used_at" is null

-- name: withdraw_invitations
-- Withdraw the earlier invitations of a person.
delete from "invitation" where "person_id" = $person_id and "used_at" is null

-- name: invitations
-- When a person was invited until, and when they came.
select "expires_at", "used_at" from "invitation"
where "person_id" = $person_id order by "expires_at", "fingerprint"

-- name: begin_session
-- Somebody has signed in.
insert into "sign_in_session"
    ("fingerprint", "person_id", "provider", "roles", "started_at", "seen_at", "expires_at")
values ($fingerprint, $person_id, $provider, $roles, $now, $now, $expires_at)

-- name: session
-- A session that is still valid.
select "person_id", "provider", "roles", "started_at", "seen_at", "expires_at"
from "sign_in_session"
where "fingerprint" = $fingerprint and "ended_at" is null and "expires_at" > $now
    and "seen_at" > $idle_since and "started_at" <= $at_the_latest

-- name: see_session
-- Somebody is still here.
update "sign_in_session" set "seen_at" = $now
where "fingerprint" = $fingerprint and "ended_at" is null

-- name: end_session
-- Somebody has signed out.
update "sign_in_session" set "ended_at" = $now
where "fingerprint" = $fingerprint and "ended_at" is null

-- name: end_sessions
-- Somebody is signed out everywhere.
update "sign_in_session" set "ended_at" = $now
where "person_id" = $person_id and "ended_at" is null

-- name: sessions
-- When a person was here.
select "provider", "started_at", "seen_at", "ended_at" from "sign_in_session"
where "person_id" = $person_id order by "started_at", "fingerprint"

-- name: forget_sessions
-- Remove what ended long ago.
delete from "sign_in_session" where "expires_at" < $before

-- name: forget_invitations
-- Remove what has lapsed long ago.
delete from "invitation" where "expires_at" < $before

-- name: forget_first_codes
-- Remove all codes: once there is an administrator, none is valid.
delete from "first_code"

-- name: add_first_code
-- A code for the person who sets the tool up.
insert into "first_code" ("fingerprint", "expires_at") values ($fingerprint, $expires_at)

-- name: first_code
-- Whether a code is valid.
select 1 from "first_code" where "fingerprint" = $fingerprint
    and "expires_at" > $now and "expires_at" <= $at_the_latest

-- name: erase_identities
-- Remove what providers call a person.
delete from "identity" where "person_id" = $person_id

-- name: erase_invitations
-- Remove every invitation of a person.
delete from "invitation" where "person_id" = $person_id

-- name: erase_sessions
-- Remove every session of a person.
delete from "sign_in_session" where "person_id" = $person_id
