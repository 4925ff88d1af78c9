ALTER TABLE "chat_groups" ADD COLUMN "declined" jsonb;--> statement-breakpoint
ALTER TABLE "group_places" ADD COLUMN "late_since" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "lost_cases" ADD COLUMN "reopened_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "chat_groups_late_idx" ON "chat_groups" USING btree ("review_opened_at","id") WHERE "chat_groups"."review_opened_at" is not null and "chat_groups"."review_rung" = 2;--> statement-breakpoint
CREATE INDEX "group_places_late_idx" ON "group_places" USING btree ("department_id","late_since","group_id") WHERE "group_places"."late_since" is not null;--> statement-breakpoint
UPDATE "group_places" SET "late_since" = g."review_opened_at" FROM "chat_groups" g
WHERE g."id" = "group_places"."group_id" AND g."review_opened_at" IS NOT NULL AND g."review_rung" > 0;
