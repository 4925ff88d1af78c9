ALTER TABLE "lost_cases" ADD COLUMN "is_last_seen_stated" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "lost_cases" ADD COLUMN "doubted_at" timestamp (3) with time zone;