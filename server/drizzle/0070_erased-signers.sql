-- Former members whose identity as signers earlier releases purged. Who never signed has none either: of all of them it is no
-- longer known.
UPDATE members SET signer_erased_at = purged.at
FROM (SELECT max(at) AS at, max(cut_off) AS cut_off FROM purge_runs WHERE retention_class = 'signer') AS purged
WHERE members.status = 5 AND members.left_at < purged.cut_off
  AND NOT EXISTS (SELECT 1 FROM policy_signers WHERE lower(policy_signers.userid) = lower(members.userid));
