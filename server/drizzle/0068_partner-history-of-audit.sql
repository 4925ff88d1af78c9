-- The contracts of earlier releases, from the audit: what each entry replaced. Not of userids that another person had before,
-- and not the time before the first entry of members whom the directory marks as partners.
INSERT INTO partner_history (userid, is_partner, since, ends_on, until)
SELECT key, is_partner, CASE WHEN is_partner THEN since END, CASE WHEN is_partner THEN ends_before END, at
FROM (
  SELECT *, coalesce(before <> 'partner.ended', false) AS is_partner, lag(since_after) OVER (PARTITION BY key ORDER BY seq) AS since
  FROM (
    SELECT *, coalesce(max(renewed_at) OVER (PARTITION BY key, contract ORDER BY seq), 'epoch') AS since_after
    FROM (
      SELECT *, CASE WHEN action = 'partner.set' AND before <> 'partner.ended' AND ends_before < ends_on THEN at END AS renewed_at,
        count(*) FILTER (WHERE coalesce(before = 'partner.ended', true)) OVER (PARTITION BY key ORDER BY seq) AS contract
      FROM (
        SELECT *, lag(action) OVER (PARTITION BY key ORDER BY seq) AS before, lag(ends_on) OVER (PARTITION BY key ORDER BY seq) AS ends_before
        FROM (
          SELECT lower(object) AS key, seq, at, action, (details ->> 'endsOn')::date AS ends_on FROM audit_entries
          WHERE action IN ('partner.set', 'partner.closed', 'partner.ended')
        ) AS entry
      ) AS following
    ) AS renewal
  ) AS contracts
) AS change
WHERE NOT EXISTS (SELECT 1 FROM members WHERE split_part(members.userid, '@former-', 1) = key AND members.userid LIKE '%@former-%')
  AND (before IS NOT NULL OR NOT EXISTS (SELECT 1 FROM members WHERE lower(members.userid) = key AND is_marked_partner))
ON CONFLICT DO NOTHING;
