CREATE TABLE "ops_claims" (
	"id" integer PRIMARY KEY NOT NULL,
	"code_hash" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	"used_by" text
);
--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "ref" text;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "confirmed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "role_used_at" timestamp (3) with time zone;--> statement-breakpoint
-- Sessions that were there before live on: they began with a code exchange.
UPDATE "sessions" SET "ref" = 'ses_' || substr(replace(gen_random_uuid()::text, '-', ''), 1, 20), "confirmed_at" = "created_at", "role_used_at" = "created_at";--> statement-breakpoint
ALTER TABLE "sessions" ALTER COLUMN "ref" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "sessions" ALTER COLUMN "confirmed_at" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "sessions" ALTER COLUMN "role_used_at" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "sign_in_states" ADD COLUMN "expected_userid" text;--> statement-breakpoint
CREATE UNIQUE INDEX "sessions_ref_key" ON "sessions" USING btree ("ref");
