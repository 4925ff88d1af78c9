-- The earliest open row of a group, in the order of its index. The statistics of a queue are those of another hour, often
-- of an empty table, and with them the planner takes any index that it believes to be small, reads the whole backlog and
-- sorts it, for every claim. Without sorting only the index of the groups is left. Asked for by `>=`: with `=` the primary
-- key would give the order as well.
CREATE FUNCTION outbox_first_in_group(asked text) RETURNS bigint LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off
AS $$
BEGIN
  RETURN (
    SELECT id FROM outbox
    WHERE group_key >= asked AND done_at IS NULL AND dead_at IS NULL
    ORDER BY group_key, id LIMIT 1
  );
END $$;
