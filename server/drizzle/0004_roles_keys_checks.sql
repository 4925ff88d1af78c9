CREATE TABLE "api_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"key_hash" text NOT NULL,
	"prefix" text NOT NULL,
	"scopes" text[] NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"revoked_by" text,
	CONSTRAINT "api_keys_hash_key" UNIQUE("key_hash")
);
--> statement-breakpoint
CREATE TABLE "self_check_items" (
	"item" text PRIMARY KEY NOT NULL,
	"level" text NOT NULL,
	"reason" text NOT NULL,
	"facts" jsonb NOT NULL,
	"checked_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "role_grants" ADD COLUMN "starts_on" date;--> statement-breakpoint
ALTER TABLE "role_grants" ADD COLUMN "ends_on" date;--> statement-breakpoint
ALTER TABLE "role_grants" ADD COLUMN "is_deputy" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "role_grants" ADD COLUMN "confirmed_by" text;--> statement-breakpoint
ALTER TABLE "role_grants" ADD COLUMN "confirmed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "role_grants" ADD COLUMN "ended_by" text;--> statement-breakpoint
ALTER TABLE "role_grants" ADD COLUMN "lead_lost_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "api_keys_created_idx" ON "api_keys" USING btree ("created_at","id");