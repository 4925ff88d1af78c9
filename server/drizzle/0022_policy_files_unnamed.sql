-- A file that no version names was never part of what anybody read: it may go. What a version names, of whatever state, stays.
CREATE FUNCTION refuse_named_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM policy_versions
    WHERE policy_id = OLD.policy_id AND content -> 'files' @> jsonb_build_array(jsonb_build_object('id', OLD.id))
  ) THEN
    RAISE EXCEPTION 'a version names file %', OLD.id USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN OLD;
END $$;
--> statement-breakpoint
DROP TRIGGER policy_files_append_only ON policy_files;
--> statement-breakpoint
CREATE TRIGGER policy_files_no_change BEFORE UPDATE ON policy_files FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER policy_files_named_stay BEFORE DELETE ON policy_files FOR EACH ROW EXECUTE FUNCTION refuse_named_file();
