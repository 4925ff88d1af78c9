-- What was published and what was signed only grows, like the audit that speaks of it.
CREATE TRIGGER policy_clauses_append_only BEFORE UPDATE OR DELETE ON policy_clauses FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER policy_clauses_no_truncate BEFORE TRUNCATE ON policy_clauses FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER policy_signatures_append_only BEFORE UPDATE OR DELETE ON policy_signatures FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER policy_signatures_no_truncate BEFORE TRUNCATE ON policy_signatures FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER policy_snapshots_append_only BEFORE UPDATE OR DELETE ON policy_snapshots FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER policy_snapshots_no_truncate BEFORE TRUNCATE ON policy_snapshots FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- A person can be taken out of the list of signers, which destroys his key; nobody can be put under another name.
CREATE TRIGGER policy_signers_no_rename BEFORE UPDATE ON policy_signers FOR EACH ROW EXECUTE FUNCTION refuse_change();
