CREATE TABLE "account_closings" (
	"id" text PRIMARY KEY NOT NULL,
	"subject_id" text NOT NULL,
	"department_path" integer[] NOT NULL,
	"kind" text NOT NULL,
	"phase" text NOT NULL,
	"version" integer NOT NULL,
	"last_day" date,
	"disable_at" timestamp (3) with time zone,
	"opened_by" text NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"cleaned_at" timestamp (3) with time zone,
	"reason" text DEFAULT '' NOT NULL,
	"forced_by" text,
	"confirmed_by" text,
	"blocked_at" timestamp (3) with time zone,
	"started_at" timestamp (3) with time zone,
	"tried_at" timestamp (3) with time zone,
	"trouble" text,
	"disabled_at" timestamp (3) with time zone,
	"deletion_asked_by" text,
	"deletion_asked_at" timestamp (3) with time zone,
	"deletion_reason" text DEFAULT '' NOT NULL,
	"delete_not_before" date,
	"deletion_confirmed_by" text,
	"deleted_at" timestamp (3) with time zone,
	"return_confirmed_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "closing_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "closing_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"closing_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"actor_id" text,
	"type" text NOT NULL,
	"note" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "handover_items" (
	"id" text PRIMARY KEY NOT NULL,
	"closing_id" text NOT NULL,
	"kind" text NOT NULL,
	"object_id" text NOT NULL,
	"title" text NOT NULL,
	"count" integer DEFAULT 1 NOT NULL,
	"state" text NOT NULL,
	"heir_id" text,
	"answered_at" timestamp (3) with time zone,
	"reason" text DEFAULT '' NOT NULL
);
--> statement-breakpoint
ALTER TABLE "closing_events" ADD CONSTRAINT "closing_events_closing_id_account_closings_id_fk" FOREIGN KEY ("closing_id") REFERENCES "public"."account_closings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "handover_items" ADD CONSTRAINT "handover_items_closing_id_account_closings_id_fk" FOREIGN KEY ("closing_id") REFERENCES "public"."account_closings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "account_closings_open_key" ON "account_closings" USING btree (lower("subject_id")) WHERE "account_closings"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "account_closings_open_idx" ON "account_closings" USING btree ("disable_at","id") WHERE "account_closings"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "account_closings_ended_idx" ON "account_closings" USING btree ("ended_at","id") WHERE "account_closings"."ended_at" is not null;--> statement-breakpoint
CREATE INDEX "account_closings_departments_idx" ON "account_closings" USING gin ("department_path");--> statement-breakpoint
CREATE INDEX "account_closings_subject_idx" ON "account_closings" USING btree (lower("subject_id"),"opened_at");--> statement-breakpoint
CREATE INDEX "closing_events_closing_idx" ON "closing_events" USING btree ("closing_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "handover_items_object_key" ON "handover_items" USING btree ("closing_id","kind","object_id");--> statement-breakpoint
CREATE INDEX "handover_items_heir_idx" ON "handover_items" USING btree (lower("heir_id"),"state");--> statement-breakpoint
CREATE TRIGGER closing_events_append_only BEFORE UPDATE OR DELETE ON closing_events FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER closing_events_no_truncate BEFORE TRUNCATE ON closing_events FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
