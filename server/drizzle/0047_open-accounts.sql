CREATE TABLE "account_batches" (
	"id" text PRIMARY KEY NOT NULL,
	"submitted_by" text NOT NULL,
	"submitted_at" timestamp (3) with time zone NOT NULL,
	"idempotency_key" text NOT NULL,
	"body_hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "account_openings" (
	"id" text PRIMARY KEY NOT NULL,
	"batch_id" text NOT NULL,
	"no" integer NOT NULL,
	"userid" text NOT NULL,
	"name" text NOT NULL,
	"mobile" text,
	"email" text,
	"department_id" integer NOT NULL,
	"department_names" text[] NOT NULL,
	"position" text NOT NULL,
	"starts_on" date NOT NULL,
	"company" text,
	"sponsor_id" text,
	"ends_on" date,
	"state" text NOT NULL,
	"submitted_by" text NOT NULL,
	"failure" text,
	"reason" text,
	"reviewed_by" text,
	"reviewed_at" timestamp (3) with time zone,
	"attempted_at" timestamp (3) with time zone,
	"account_created_at" timestamp (3) with time zone,
	"invited_at" timestamp (3) with time zone,
	"invite_count" integer NOT NULL,
	"activated_at" timestamp (3) with time zone,
	"late_notices" integer NOT NULL,
	"data_answer" text,
	"data_hash" text,
	"password_attested_at" timestamp (3) with time zone,
	"policies_signed_at" timestamp (3) with time zone,
	"guardian_asked_at" timestamp (3) with time zone,
	"admin_met_at" timestamp (3) with time zone,
	"completed_at" timestamp (3) with time zone,
	"version" integer NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "account_openings" ADD CONSTRAINT "account_openings_batch_id_account_batches_id_fk" FOREIGN KEY ("batch_id") REFERENCES "public"."account_batches"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "account_batches_idempotency_key" ON "account_batches" USING btree (lower("submitted_by"),"idempotency_key");--> statement-breakpoint
CREATE INDEX "account_batches_submitter_idx" ON "account_batches" USING btree (lower("submitted_by"),"submitted_at");--> statement-breakpoint
CREATE UNIQUE INDEX "account_openings_line_key" ON "account_openings" USING btree ("batch_id","no");--> statement-breakpoint
CREATE UNIQUE INDEX "account_openings_userid_key" ON "account_openings" USING btree (lower("userid")) WHERE "account_openings"."state" in ('review', 'returned', 'scheduled', 'creating', 'by_hand', 'failed', 'created', 'invited');--> statement-breakpoint
CREATE INDEX "account_openings_person_idx" ON "account_openings" USING btree (lower("userid"),"updated_at");--> statement-breakpoint
CREATE INDEX "account_openings_starts_idx" ON "account_openings" USING btree ("starts_on","id");--> statement-breakpoint
CREATE INDEX "account_openings_state_idx" ON "account_openings" USING btree ("state","starts_on","id");--> statement-breakpoint
CREATE INDEX "account_openings_completed_idx" ON "account_openings" USING btree ("completed_at","id") WHERE "account_openings"."state" = 'completed';--> statement-breakpoint
CREATE INDEX "account_openings_mobile_idx" ON "account_openings" USING btree ("mobile") WHERE "account_openings"."mobile" is not null;--> statement-breakpoint
CREATE INDEX "account_openings_email_idx" ON "account_openings" USING btree ("email") WHERE "account_openings"."email" is not null;