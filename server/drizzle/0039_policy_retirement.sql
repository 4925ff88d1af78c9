ALTER TABLE "policies" ADD COLUMN "retire_asked_by" text;--> statement-breakpoint
ALTER TABLE "policies" ADD COLUMN "retire_asked_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "policies" ADD COLUMN "retire_reason" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "policies" ADD COLUMN "retired_by" text;--> statement-breakpoint
ALTER TABLE "policies" ADD COLUMN "retired_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "policy_versions" ADD COLUMN "approval_comment" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "policy_versions" ADD COLUMN "approved_hash" text;