ALTER TABLE "feedback_problems" ADD COLUMN "promised_on" date;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "escalation" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "paused_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "departure_reports_reporter_idx" ON "departure_reports" USING btree (lower("reporter_id"));--> statement-breakpoint
CREATE INDEX "incidents_escalated_idx" ON "incidents" USING btree ("due_at","id") WHERE "incidents"."escalation" >= 2 and "incidents"."state" <> 'closed';