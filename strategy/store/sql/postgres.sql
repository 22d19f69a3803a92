-- name: take_turn
-- Wait until nobody else writes; the turn ends with the transaction. (PostgreSQL only.)
select pg_advisory_xact_lock(7239401)
