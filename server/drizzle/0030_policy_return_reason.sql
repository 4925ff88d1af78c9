ALTER TABLE "policy_versions" ADD COLUMN "return_reason" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "policy_versions" ADD COLUMN "returned_by" text;