CREATE TABLE "delegations" (
	"id" text PRIMARY KEY NOT NULL,
	"principal" text NOT NULL,
	"delegate" text NOT NULL,
	"kinds" text[],
	"starts_on" date NOT NULL,
	"ends_on" date NOT NULL,
	"note" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	"revoked_by" text
);
--> statement-breakpoint
CREATE TABLE "request_claims" (
	"request_id" text PRIMARY KEY NOT NULL,
	"userid" text NOT NULL,
	"until" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
DROP INDEX "request_candidates_inbox_idx";--> statement-breakpoint
ALTER TABLE "request_candidates" ADD COLUMN "because" text DEFAULT 'admin' NOT NULL;--> statement-breakpoint
ALTER TABLE "request_candidates" ADD COLUMN "on_behalf_of" text;--> statement-breakpoint
ALTER TABLE "request_candidates" ADD COLUMN "released_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "step" text DEFAULT 'department' NOT NULL;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "phase" text;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "decided_for" text;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "decided_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "undo_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "returned" jsonb;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "waiting_since" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "due_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "time_left_ms" integer;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "sla_rung" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "urge_count" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "urge_again_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "verified_by" text;--> statement-breakpoint
ALTER TABLE "requests" ADD COLUMN "last_command" jsonb;--> statement-breakpoint
ALTER TABLE "request_claims" ADD CONSTRAINT "request_claims_request_id_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "delegations_principal_idx" ON "delegations" USING btree (lower("principal"),"ends_on");--> statement-breakpoint
CREATE INDEX "delegations_delegate_idx" ON "delegations" USING btree (lower("delegate"),"ends_on");--> statement-breakpoint
CREATE INDEX "request_candidates_principal_idx" ON "request_candidates" USING btree (lower("on_behalf_of")) WHERE "request_candidates"."closed_at" is null;--> statement-breakpoint
CREATE INDEX "requests_handled_idx" ON "requests" USING btree (lower("decided_by"),"decided_at","id");--> statement-breakpoint
CREATE INDEX "requests_open_applicant_idx" ON "requests" USING btree (lower("applicant_id")) WHERE "requests"."state" = 'open';--> statement-breakpoint
CREATE INDEX "request_candidates_inbox_idx" ON "request_candidates" USING btree (lower("userid"),"asked_at","request_id") WHERE "request_candidates"."closed_at" is null;