ALTER TABLE "account_closings" ADD COLUMN "change_id" text;--> statement-breakpoint
ALTER TABLE "account_closings" ADD COLUMN "reminded_on" date;--> statement-breakpoint
CREATE INDEX "account_closings_change_idx" ON "account_closings" USING btree ("change_id") WHERE "account_closings"."change_id" is not null and "account_closings"."ended_at" is null;--> statement-breakpoint
ALTER TABLE "handover_items" ADD COLUMN "offered_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "account_closings_progress_idx" ON "account_closings" USING btree (coalesce("disable_at", '-infinity'::timestamptz),"id") WHERE "account_closings"."ended_at" is null and "account_closings"."phase" <> 'disabled';--> statement-breakpoint
CREATE INDEX "account_closings_disabled_idx" ON "account_closings" USING btree ("disabled_at","id") WHERE "account_closings"."ended_at" is null and "account_closings"."phase" = 'disabled';