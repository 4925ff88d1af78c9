ALTER TABLE "sessions" ADD COLUMN "other_agent" text;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "other_seen_at" timestamp (3) with time zone;