CREATE TABLE "policy_files" (
	"id" text PRIMARY KEY NOT NULL,
	"policy_id" text NOT NULL,
	"name" text NOT NULL,
	"type" text NOT NULL,
	"size" integer NOT NULL,
	"sha256" text NOT NULL,
	"bytes" "bytea" NOT NULL,
	"by" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "policy_exceptions" ADD COLUMN "asked_from" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "policy_versions" ADD COLUMN "writers" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
CREATE INDEX "policy_files_policy_idx" ON "policy_files" USING btree ("policy_id","at");