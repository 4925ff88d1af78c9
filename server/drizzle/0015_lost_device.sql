CREATE TABLE "guardians" (
	"ward_id" text NOT NULL,
	"guardian_id" text NOT NULL,
	"state" text NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "guardians_pkey" PRIMARY KEY("ward_id","guardian_id")
);
--> statement-breakpoint
CREATE TABLE "lost_cases" (
	"request_id" text PRIMARY KEY NOT NULL,
	"subject_id" text NOT NULL,
	"label" text NOT NULL,
	"reporter_id" text NOT NULL,
	"reporter_kind" text NOT NULL,
	"second_reporter_id" text,
	"phase" text NOT NULL,
	"why" text NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL,
	"note" text NOT NULL,
	"reported_at" timestamp (3) with time zone NOT NULL,
	"ordered_at" timestamp (3) with time zone,
	"ordered_by" text,
	"tried_at" timestamp (3) with time zone,
	"attempts" integer NOT NULL,
	"trouble" text,
	"sent_at" timestamp (3) with time zone,
	"confirmed_at" timestamp (3) with time zone,
	"proof" text,
	"attested_by" text,
	"contested_at" timestamp (3) with time zone,
	"rung" integer NOT NULL,
	"called" text[] NOT NULL,
	"recovery_at" timestamp (3) with time zone,
	"identity_at" timestamp (3) with time zone,
	"identity_by" text,
	"unlock_by" text,
	"unlock_tried_at" timestamp (3) with time zone,
	"unlock_sent_at" timestamp (3) with time zone,
	"unlocked_at" timestamp (3) with time zone,
	"aftercare" text[] NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"exposure" jsonb,
	"devices" jsonb,
	"mailbox" jsonb,
	"is_false" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "lost_watchers" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"request_id" text NOT NULL,
	"userid" text NOT NULL,
	"until" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "lost_cases" ADD CONSTRAINT "lost_cases_request_id_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lost_watchers" ADD CONSTRAINT "lost_watchers_request_id_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "guardians_guardian_idx" ON "guardians" USING btree (lower("guardian_id"));--> statement-breakpoint
CREATE INDEX "guardians_ward_idx" ON "guardians" USING btree (lower("ward_id"));--> statement-breakpoint
CREATE UNIQUE INDEX "lost_cases_open_key" ON "lost_cases" USING btree (lower("subject_id")) WHERE "lost_cases"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "lost_cases_reporter_idx" ON "lost_cases" USING btree (lower("reporter_id"),"reported_at");--> statement-breakpoint
CREATE INDEX "lost_cases_subject_idx" ON "lost_cases" USING btree (lower("subject_id"),"reported_at");--> statement-breakpoint
CREATE INDEX "outbox_topic_idx" ON "outbox" USING btree ("topic","run_at") WHERE "outbox"."done_at" is null and "outbox"."dead_at" is null;