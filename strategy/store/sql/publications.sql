-- name: publication_drafts
-- Every publication being prepared, the latest first.
select "content", "version" from "publication_draft" order by "prepared_at" desc, "id"

-- name: publication_draft
-- One publication being prepared.
select "content", "version" from "publication_draft" where "id" = $id

-- name: add_publication_draft
-- Store a new draft.
insert into "publication_draft" ("id", "version", "prepared_at", "content")
values ($id, 1, $prepared_at, $content)

-- name: change_publication_draft
-- Store a changed draft, unless somebody else has changed it meanwhile.
update "publication_draft" set "content" = $content, "version" = "version" + 1
where "id" = $id and "version" = $version

-- name: drop_publication_draft
-- Delete a draft, unless somebody else has changed it meanwhile.
delete from "publication_draft" where "id" = $id and "version" = $version

-- name: publications
-- Everything that was ever published, the latest first.
select "id", "number", "title", "day", "plan_revision", "prepared_by", "approved_by",
    "published_at", "replaces_id", "content", "content_hash", "pages_hash", "seal"
from "publication" order by "number" desc

-- name: publication
-- One publication.
select "id", "number", "title", "day", "plan_revision", "prepared_by", "approved_by",
    "published_at", "replaces_id", "content", "content_hash", "pages_hash", "seal"
from "publication" where "id" = $id

-- name: next_publication_number
-- The number of the next publication.
select coalesce(max("number"), 0) + 1 from "publication"

-- name: publication_pages
-- The pages made of a publication.
select "name", "body" from "publication_page" where "publication_id" = $id order by "name"

-- name: whose_pages
-- The publications that have pages.
select distinct "publication_id" from "publication_page"

-- name: publication_events
-- What happened to publications, in order.
select "place", "publication_id", "kind", "happened_at", "by_id", "reason", "other_id",
    "publication_seal", "seal"
from "publication_event" order by "place"
