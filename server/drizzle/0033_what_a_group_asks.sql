ALTER TABLE "notices" ADD COLUMN "group_id" text;--> statement-breakpoint
ALTER TABLE "notices" ADD COLUMN "asks" text;--> statement-breakpoint
ALTER TABLE "notices" ADD COLUMN "response_code" text;--> statement-breakpoint
CREATE INDEX "chat_groups_declared_idx" ON "chat_groups" USING btree ("created_at","id") WHERE "chat_groups"."state" = 'declared';--> statement-breakpoint
CREATE INDEX "notices_group_asks_idx" ON "notices" USING btree ("group_id") WHERE "notices"."asks" is not null and ("notices"."state" in ('waiting', 'digest') or "notices"."response_code" is not null);