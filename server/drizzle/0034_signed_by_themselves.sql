-- Taking a group over was written down as signing its duties. Where the audit shows that very moment as one of taking over,
-- nobody signed: the owner is asked (charter_rung -1: not even the owner was). So is one whose group came back unsigned.
WITH unsigned AS (
  UPDATE "chat_groups" AS g SET
    "charter_signed_at" = NULL, "charter_signed_by" = NULL, "charter_rung" = -1, "charter_due_at" = g."created_at",
    "state" = CASE WHEN g."state" = 'active' THEN 'charter' ELSE g."state" END, "version" = g."version" + 1
  WHERE (g."state" = 'active' AND g."charter_signed_at" IS NULL) OR EXISTS (
    SELECT 1 FROM "audit_entries" AS a
    WHERE a."object" = g."id" AND a."action" = 'group.take' AND a."details" ->> 'accepted' = 'true'
      AND lower(a."actor") = lower(g."charter_signed_by") AND a."at" = g."charter_signed_at")
  RETURNING g."id"
)
INSERT INTO "audit_entries" ("at", "actor", "action", "object", "details")
SELECT now(), 'system:upgrade', 'group.signature_withdrawn', "id", '{}'::jsonb FROM unsigned;--> statement-breakpoint
-- A group that was declared has no end; a renewal gave it one, and it was archived by that.
UPDATE "chat_groups" SET "expires_on" = NULL, "expiry_told" = NULL, "version" = "version" + 1
WHERE "origin" = 'declared' AND "state" <> 'gone' AND "expires_on" IS NOT NULL;
