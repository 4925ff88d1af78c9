CREATE TABLE "account_suspensions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "account_suspensions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"userid" text NOT NULL,
	"cause" text NOT NULL,
	"ordered_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "employments" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "employments_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"userid" text NOT NULL,
	"name" text NOT NULL,
	"started_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"return_confirmed_at" timestamp (3) with time zone,
	"return_confirmed_by" text
);
--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "subject_id" text;--> statement-breakpoint
CREATE UNIQUE INDEX "account_suspensions_open_key" ON "account_suspensions" USING btree (lower("userid"),"cause") WHERE "account_suspensions"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "account_suspensions_userid_idx" ON "account_suspensions" USING btree (lower("userid"),"ordered_at");--> statement-breakpoint
CREATE UNIQUE INDEX "employments_open_key" ON "employments" USING btree (lower("userid")) WHERE "employments"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "employments_userid_idx" ON "employments" USING btree (lower("userid"),"id");--> statement-breakpoint
CREATE INDEX "requests_subject_idx" ON "requests" USING btree (lower("subject_id"),"created_at") WHERE "requests"."subject_id" is not null;--> statement-breakpoint
INSERT INTO "employments" ("userid", "name", "started_at", "ended_at")
SELECT "userid", "name", "employed_since", CASE WHEN "status" = 5 THEN coalesce("left_at", "synced_at") END FROM "members" ORDER BY "userid";--> statement-breakpoint
INSERT INTO "account_suspensions" ("userid", "cause", "ordered_at")
SELECT "subject_id", 'lost', coalesce("ordered_at", "reported_at") FROM "lost_cases"
WHERE "ended_at" IS NULL AND "phase" IN ('locking', 'lock_sent', 'lock_failed', 'locked', 'recovery', 'identity_ok', 'reopened', 'unlocking')
ORDER BY "request_id";
