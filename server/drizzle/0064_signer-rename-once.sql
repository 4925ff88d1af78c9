-- Signers of former members whose userids WeCom assigned to other people get the former members' new userids, by which they
-- are found. Rows of earlier releases first, unless the new holder signed under the same pseudonym.
DROP TRIGGER policy_signers_no_rename ON policy_signers;
--> statement-breakpoint
UPDATE members SET left_at = ended.at
FROM (SELECT lower(userid) AS key, max(ended_at) AS at FROM employments WHERE userid LIKE '%@former-%' GROUP BY 1) AS ended
WHERE lower(members.userid) = ended.key AND members.status = 5 AND members.left_at IS NULL;
--> statement-breakpoint
UPDATE policy_signers AS held SET former_userid = held.userid, userid = retired.userid
FROM (
  SELECT DISTINCT ON (signer.person) signer.person, former.userid, former.ended_at
  FROM employments AS former
  JOIN policy_signers AS signer ON lower(signer.userid) = split_part(former.userid, '@former-', 1)
  WHERE former.userid LIKE '%@former-%' AND former.ended_at >= signer.created_at
  ORDER BY signer.person, former.ended_at
) AS retired
WHERE held.person = retired.person AND NOT EXISTS (
  SELECT 1 FROM policy_signatures WHERE policy_signatures.person = held.person AND signed_at > retired.ended_at);
--> statement-breakpoint
-- A person can be taken out of the list of signers, which destroys their key. They can be put under another userid once: the
-- one that `retireUserids` gives a former member, and the one under which they signed is kept.
CREATE FUNCTION refuse_signer_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.former_userid IS NULL AND NEW.former_userid = OLD.userid AND NEW.userid LIKE '%@former-%'
    AND (NEW.person, NEW.key, NEW.created_at) = (OLD.person, OLD.key, OLD.created_at) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
--> statement-breakpoint
CREATE TRIGGER policy_signers_no_rename BEFORE UPDATE ON policy_signers FOR EACH ROW EXECUTE FUNCTION refuse_signer_change();
