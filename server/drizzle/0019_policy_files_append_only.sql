-- What was signed is kept as it was, files too.
CREATE TRIGGER policy_files_append_only BEFORE UPDATE OR DELETE ON policy_files FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER policy_files_no_truncate BEFORE TRUNCATE ON policy_files FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
