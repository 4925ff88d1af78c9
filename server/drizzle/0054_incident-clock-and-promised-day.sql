ALTER TABLE "feedback_problems" ADD COLUMN "promised_on" date;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "escalation" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "paused_at" timestamp (3) with time zone;