CREATE TRIGGER incident_events_append_only BEFORE UPDATE OR DELETE ON incident_events FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER incident_events_no_truncate BEFORE TRUNCATE ON incident_events FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
