-- The job that a worker claims next, found in the order of an index. With statistics of another hour the planner expects
-- one open job: sorting one row costs it nearly nothing, so it read the whole backlog by any index, or by the index of
-- all jobs to find the urgent ones, for every claim. Without sorting, only one index is left for each function.
CREATE FUNCTION outbox_first_due(asked timestamptz, excluded_topics text[]) RETURNS bigint LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off
AS $$
BEGIN
  RETURN (
    SELECT id FROM outbox
    WHERE done_at IS NULL AND dead_at IS NULL AND run_at <= asked AND topic <> ALL (excluded_topics)
      AND (leased_until IS NULL OR leased_until < clock_timestamp())
      AND id <= outbox_first_in_group(group_key)
    ORDER BY run_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
  );
END $$;--> statement-breakpoint
-- Row comparisons, because with `topic =` the index of all jobs would give the order as well.
CREATE FUNCTION outbox_first_due_of(asked timestamptz, asked_topic text) RETURNS bigint LANGUAGE plpgsql VOLATILE
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off
AS $$
BEGIN
  RETURN (
    SELECT id FROM outbox
    WHERE done_at IS NULL AND dead_at IS NULL
      AND (topic, run_at) >= (asked_topic, '-infinity'::timestamptz) AND (topic, run_at) <= (asked_topic, asked)
      AND (leased_until IS NULL OR leased_until < clock_timestamp())
      AND id <= outbox_first_in_group(group_key)
    ORDER BY topic, run_at LIMIT 1 FOR UPDATE SKIP LOCKED
  );
END $$;
