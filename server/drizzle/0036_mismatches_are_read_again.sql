-- A write whose reading showed something else ended as failed, and nobody was asked. It is carried out again, which reads
-- first and writes nothing a second time: equal by now, it is done; otherwise the management department is asked, once.
WITH again AS (
  UPDATE "requests" AS r SET
    "state" = 'executing', "outcome" = r."outcome" || '{"written": true}'::jsonb, "version" = r."version" + 1
  WHERE r."kind" = 'info_change' AND r."state" = 'failed' AND r."phase" IS NULL
    AND (SELECT e."type" FROM "request_events" AS e
         WHERE e."request_id" = r."id" AND e."type" IN ('read_back_differs', 'write_failed')
         ORDER BY e."seq" DESC LIMIT 1) = 'read_back_differs'
    -- Nobody else came to be called so.
    AND EXISTS (
      SELECT 1 FROM "members" AS m WHERE lower(m."userid") = lower(r."applicant_id") AND m."status" = 1
        AND coalesce(m."employed_since" <= r."created_at", true))
    -- Nothing later was asked for in its place.
    AND NOT EXISTS (
      SELECT 1 FROM "requests" AS later WHERE later."kind" = 'info_change' AND later."created_at" > r."created_at"
        AND lower(later."applicant_id") = lower(r."applicant_id")
        AND later."state" IN ('open', 'returned', 'decided', 'executing', 'done')
        AND later."payload" - 'effectiveOn' ?| ARRAY(SELECT jsonb_object_keys(r."payload" - 'effectiveOn')))
  RETURNING r."id", r."applicant_id", r."version", r."updated_at"
), noted AS (
  INSERT INTO "audit_entries" ("at", "actor", "action", "object", "details")
  SELECT now(), 'system:upgrade', 'request.write_resumed', "id", '{}'::jsonb FROM again
)
INSERT INTO "outbox" ("topic", "payload", "dedupe_key", "group_key", "run_at", "attempts", "fence")
SELECT 'info_change.apply', jsonb_build_object('requestId', "id", 'userid', lower("applicant_id")),
  'info_change.apply:' || "id" || ':' || "version", 'request:' || "id", "updated_at", 0, 0 FROM again;
