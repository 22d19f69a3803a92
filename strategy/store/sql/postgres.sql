-- name: take_turn
-- Wait until nobody else writes; the turn ends with the transaction. (PostgreSQL only.)
select pg_advisory_xact_lock(7239401)

-- name: be_alone
-- Try to take the lock for exclusive work; it is ours until the transaction ends.
-- (PostgreSQL only.)
select pg_try_advisory_xact_lock(7239402)

-- name: see_one_state
-- Let a transaction see the database as it was when it began. (PostgreSQL only.)
set transaction isolation level repeatable read read only
